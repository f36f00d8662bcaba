import type { ReactElement } from 'react';
import { useTexts } from '../../texts/texts';

interface LockFieldProps {
  readonly id: string;
  readonly holder: string;
  readonly isOff: boolean;
  readonly onChange: (isOff: boolean) => void;
}

/** A lock is taken off by hand first, and said to be off after that. */
export function LockField({ id, holder, isOff, onChange }: LockFieldProps): ReactElement {
  const { say } = useTexts();
  return (
    <div>
      <p>
        {say.lock} <strong>{id}</strong> · {say.holder} <strong>{holder}</strong>
      </p>
      <label className="check">
        <input
          type="checkbox"
          checked={isOff}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span>{say.lockConfirm}</span>
      </label>
    </div>
  );
}
