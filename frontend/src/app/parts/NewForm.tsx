import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../words';
import { ErrorLine } from './Feedback';
import { takeFocus } from './takeFocus';
import { useAction } from './useAction';

interface NewFormProps {
  readonly label: string;
  readonly example: string;
  readonly submit: string;
  readonly create: (title: string) => Promise<unknown>;
  readonly cancel?: () => void;
  /** What else can be chosen. */
  readonly children?: ComponentChildren;
}

/** One name in, one thing made. */
export function NewForm({ label, example, submit, create, cancel, children }: NewFormProps) {
  const [title, setTitle] = useState('');
  const { busy, error, run } = useAction();
  const send = (event: Event) => {
    event.preventDefault();
    void run(() => create(title.trim()));
  };
  return (
    <form class="new-form card" onSubmit={send}>
      <label class="field">
        <span>{label}</span>
        <input
          class="input"
          value={title}
          placeholder={example}
          maxLength={200}
          required
          ref={takeFocus}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
      </label>
      <div class="row">
        <button type="submit" class="button primary" disabled={busy || !title.trim()}>
          {submit}
        </button>
        {cancel && (
          <button type="button" class="button quiet" onClick={cancel}>
            {t('app.cancel')}
          </button>
        )}
      </div>
      {children}
      <ErrorLine error={error} />
    </form>
  );
}
