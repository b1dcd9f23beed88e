import { useSignal } from '@preact/signals';
import { ApiError, deleteAs } from '../../shared/api';
import { timeWithSeconds } from '../../shared/time';
import type { Annotation } from './history';
import { t } from './words';

interface NotesProps {
  readonly token: string;
  readonly notes: readonly Annotation[];
  readonly changed: () => void;
}

/** What one said about stretches of one's own trace. */
export function Notes({ token, notes, changed }: NotesProps) {
  const problem = useSignal<string | null>(null);
  const remove = async (id: number) => {
    try {
      await deleteAs(token, `/api/me/annotations/${id}`);
      problem.value = null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem.value = error.message;
    }
    changed();
  };
  return (
    <section class="own-notes">
      <h3>{t('own.notes')}</h3>
      {notes.length === 0 && <p class="small soft">{t('own.notes.none')}</p>}
      <ul>
        {notes.map((note) => (
          <Note key={note.id} note={note} remove={() => void remove(note.id)} />
        ))}
      </ul>
      {problem.value && (
        <p class="notice error small" role="alert">
          {problem.value}
        </p>
      )}
    </section>
  );
}

function Note({ note, remove }: { readonly note: Annotation; readonly remove: () => void }) {
  const times = { from: timeWithSeconds(note.from), to: timeWithSeconds(note.to) };
  return (
    <li class="own-note">
      <span class="number soft small">{t('own.chosen', times)}</span>
      <span>
        {t(`own.note.${note.kind}`)}
        {note.text && `: ${note.text}`}
      </span>
      <button
        class="link-button small"
        type="button"
        aria-label={t('own.notes.delete.label', times)}
        onClick={remove}
      >
        {t('own.notes.delete')}
      </button>
    </li>
  );
}
