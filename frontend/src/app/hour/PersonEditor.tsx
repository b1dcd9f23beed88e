import { useState } from 'preact/hooks';
import { patch, post, put, remove } from '../../shared/api';
import { ErrorLine } from '../parts/Feedback';
import { useAction } from '../parts/useAction';
import { t as common } from '../words';
import { SureButton } from './SureButton';
import type { Attendee, RosterEntry } from './types';
import { t } from './words';
import { TextField } from './TextField';

interface PersonEditorProps {
  readonly person: Attendee;
  readonly people: readonly Attendee[];
  readonly roster: readonly RosterEntry[];
  readonly done: () => void;
}

/** Somebody who took part: who they are, and whether they are two. */
export function PersonEditor({ person, people, roster, done }: PersonEditorProps) {
  const { busy, error, run } = useAction();
  const each = (work: (participant: number) => Promise<unknown>) =>
    run(async () => {
      for (const participant of person.participants) await work(participant);
      done();
    });
  return (
    <div class="hour-person">
      <Rename person={person} busy={busy} save={(name) => each((id) => patch(path(id), { name }))} />
      {roster.length > 0 && (
        <label class="field">
          <span>{t('person.match')}</span>
          <select
            class="input"
            disabled={busy}
            value={person.entry ?? ''}
            onChange={(event) => {
              const entry = Number(event.currentTarget.value) || null;
              void each((id) => put(`${path(id)}/entry`, { entry }));
            }}
          >
            <option value="">{t('person.match.none')}</option>
            {roster.map((entry) => (
              <option key={entry.id} value={entry.id}>
                {entry.name}
              </option>
            ))}
          </select>
        </label>
      )}
      <Merge
        person={person}
        people={people}
        busy={busy}
        merge={(pairs) => run(() => inTurn(pairs).then(done))}
      />
      <SureButton
        words={t('person.remove')}
        sure={t('person.remove.sure')}
        act={() => each((id) => remove(path(id)))}
      />
      <ErrorLine error={error} />
    </div>
  );
}

type Pair = readonly [other: number, into: number];

const path = (participant: number) => `/api/participants/${participant}`;

async function inTurn(pairs: readonly Pair[]): Promise<void> {
  for (const [other, into] of pairs) await post(`${path(other)}/merge`, { into });
}

interface RenameProps {
  readonly person: Attendee;
  readonly busy: boolean;
  readonly save: (name: string) => unknown;
}

/** Somebody on the roster has the roster's name. */
function Rename({ person, busy, save }: RenameProps) {
  const [name, setName] = useState(person.name);
  if (person.entry !== null) return null;
  const send = (event: Event) => {
    event.preventDefault();
    save(name.trim());
  };
  return (
    <form class="hour-inline" onSubmit={send}>
      <TextField label={t('person.rename')} value={name} longest={120} change={setName} />
      <button type="submit" class="button" disabled={busy || !name.trim() || name.trim() === person.name}>
        {common('app.save')}
      </button>
    </form>
  );
}

interface MergeProps {
  readonly person: Attendee;
  readonly people: readonly Attendee[];
  readonly busy: boolean;
  readonly merge: (pairs: readonly Pair[]) => unknown;
}

function Merge({ person, people, busy, merge }: MergeProps) {
  const [into, setInto] = useState(0);
  const others = people.flatMap((one) => {
    const rest = one === person ? one.participants.slice(1) : one.participants;
    return rest.slice(0, 1).map((id) => ({ id, name: one.name }));
  });
  if (others.length === 0) return null;
  const own = person.participants.filter((id) => id !== into);
  return (
    <div class="hour-inline">
      <label class="field">
        <span>{t('person.merge')}</span>
        <select class="input" value={into} onChange={(event) => setInto(Number(event.currentTarget.value))}>
          <option value={0}>{t('person.merge.choose')}</option>
          {others.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
        <span class="faint">{t('person.merge.text')}</span>
      </label>
      <button
        type="button"
        class="button"
        disabled={busy || into === 0}
        onClick={() => merge(own.map((id) => [id, into] as const))}
      >
        {t('person.merge.go')}
      </button>
    </div>
  );
}
