import { useEffect, useId, useRef, type ReactElement, type ReactNode } from 'react';

interface SheetProps {
  readonly title: string;
  readonly onClose: () => void;
  /** Shown above the title. */
  readonly head?: ReactNode;
  /** For what is read rather than answered. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

/** A dialog that holds the focus until it is closed: at the bottom of a phone, in the middle of a desk. */
export function Sheet({ title, onClose, head, isWide, children }: SheetProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={isWide === true ? 'sheet sheet-wide' : 'sheet'}
      aria-labelledby={titleId}
      onClose={onClose}
    >
      {head}
      <div className="panel-head">
        <h2 id={titleId} tabIndex={-1} autoFocus>
          {title}
        </h2>
      </div>
      {children}
    </dialog>
  );
}
