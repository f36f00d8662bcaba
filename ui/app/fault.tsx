import { Component, type ReactElement, type ReactNode } from 'react';
import { useTexts } from '../texts/texts';

interface FaultProps {
  readonly children: ReactNode;
}

/** Shows that the page itself is broken, instead of nothing. */
export class Fault extends Component<FaultProps, { readonly error: Error | undefined }> {
  override readonly state: { readonly error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === undefined ? this.props.children : <Broken error={error} />;
  }
}

function Broken({ error }: { readonly error: Error }): ReactElement {
  const { problems } = useTexts();
  return (
    <main className="page">
      <h1>{problems.broken}</h1>
      <pre>{error.message}</pre>
      <button type="button" className="button" onClick={() => location.reload()}>
        {problems.reload}
      </button>
    </main>
  );
}
