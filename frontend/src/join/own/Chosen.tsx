import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ApiError, postAs } from '../../shared/api';
import { timeWithSeconds } from '../../shared/time';
import { ANNOTATION_KINDS, type AnnotationKind, type Span } from './history';
import { t } from './words';
import { Why } from './Why';

interface ChosenProps {
  readonly token: string;
  readonly span: Span;
  readonly added: () => void;
  readonly close: () => void;
}

/** What can be done with a stretch: ask why, or say what it was. */
export function Chosen({ token, span, added, close }: ChosenProps) {
  const asks = useSignal(false);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  const times = { from: timeWithSeconds(span.from), to: timeWithSeconds(span.to) };
  return (
    <section class="chosen" aria-labelledby="chosen-title">
      <header class="chosen-head">
        <h3 id="chosen-title" class="number" ref={title} tabIndex={-1}>
          {t('own.chosen', times)}
        </h3>
        <div class="buttons">
          <button
            class="button small"
            type="button"
            aria-expanded={asks.value}
            onClick={() => (asks.value = !asks.value)}
          >
            {t('own.why')}
          </button>
          <button class="button quiet small" type="button" onClick={close}>
            {t('own.close')}
          </button>
        </div>
      </header>
      {asks.value && <Why token={token} span={span} />}
      <NoteForm token={token} span={span} added={added} />
    </section>
  );
}

function NoteForm({ token, span, added }: Omit<ChosenProps, 'close'>) {
  const kind = useSignal<AnnotationKind>('notes');
  const text = useSignal('');
  const problem = useSignal<string | null>(null);
  const save = async (event: Event) => {
    event.preventDefault();
    try {
      await postAs(token, '/api/me/annotations', { ...span, kind: kind.value, text: text.value });
      [text.value, problem.value] = ['', null];
      added();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem.value = error.message;
    }
  };
  return (
    <form class="note-form" onSubmit={(event) => void save(event)}>
      <fieldset class="note-kinds">
        <legend>{t('own.note')}</legend>
        {ANNOTATION_KINDS.map((one) => (
          <label key={one} class="choice">
            <input
              type="radio"
              name="kind"
              checked={kind.value === one}
              onChange={() => (kind.value = one)}
            />
            {t(`own.note.${one}`)}
          </label>
        ))}
      </fieldset>
      <label class="field">
        <span>{t(kind.value === 'other' ? 'own.note.text' : 'own.note.text.optional')}</span>
        <input
          class="input"
          maxLength={200}
          required={kind.value === 'other'}
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
      </label>
      {problem.value && (
        <p class="notice error small" role="alert">
          {problem.value}
        </p>
      )}
      <div class="note-foot">
        <button class="button" type="submit">
          {t('own.note.save')}
        </button>
        <p class="small soft">{t('own.note.help')}</p>
      </div>
    </form>
  );
}
