import { useEffect, useId, useRef } from 'preact/hooks';
import { ErrorLine } from './Feedback';
import { useAction } from './useAction';

interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly act: () => Promise<unknown>;
  readonly close: () => void;
}

/** Asks before something that cannot be taken back; what keeps everything as it is has the focus. */
export function Confirm({ title, text, yes, no, act, close }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const name = useId();
  const { busy, error, run } = useAction();
  useEffect(() => dialog.current?.showModal(), []);
  const go = () =>
    run(async () => {
      await act();
      dialog.current?.close();
    });
  return (
    <dialog ref={dialog} class="confirm" aria-labelledby={name} onClose={close}>
      <h2 id={name}>{title}</h2>
      <p class="soft">{text}</p>
      <ErrorLine error={error} />
      <div class="confirm-actions">
        <button type="button" class="button" autoFocus onClick={() => dialog.current?.close()}>
          {no}
        </button>
        <button type="button" class="button danger" disabled={busy} onClick={go}>
          {yes}
        </button>
      </div>
    </dialog>
  );
}
