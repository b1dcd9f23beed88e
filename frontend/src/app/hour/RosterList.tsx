import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { patch, post, remove } from '../../shared/api';
import { ErrorLine } from '../parts/Feedback';
import { SortHeading } from '../parts/SortHeading';
import { useAction } from '../parts/useAction';
import { sorted, useSorting } from '../sorting';
import type { Session } from '../types';
import { t as common } from '../words';
import { copyText } from './clipboard';
import { personalLink } from './Links';
import { SureButton } from './SureButton';
import type { RosterEntry } from './types';
import { t } from './words';
import { TextField } from './TextField';

interface RosterListProps {
  readonly roster: readonly RosterEntry[];
  readonly session: Session | null;
  readonly changed: () => void;
}

const COLUMNS = ['name', 'email', 'joined'] as const;

const VALUES = {
  name: ({ name }: RosterEntry) => name,
  email: ({ email }: RosterEntry) => email || null,
  joined: ({ sessions }: RosterEntry) => sessions,
};

export function RosterList({ roster, session, changed }: RosterListProps) {
  const { sorting, press } = useSorting('roster', COLUMNS, 'name');
  return (
    <div class="card hour-table cards">
      <table>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <SortHeading key={column} by={column} sorting={sorting} press={press}>
                {t(`roster.${column}`)}
              </SortHeading>
            ))}
            <th scope="col">
              <span class="visually-hidden">{t('roster.column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted(roster, sorting, VALUES).map((entry) => (
            <EntryRow key={entry.id} entry={entry} session={session} changed={changed} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface EntryRowProps {
  readonly entry: RosterEntry;
  readonly session: Session | null;
  readonly changed: () => void;
}

function EntryRow({ entry, session, changed }: EntryRowProps) {
  const [editing, setEditing] = useState(false);
  const done = () => {
    setEditing(false);
    changed();
  };
  return (
    <>
      <tr>
        <th scope="row">{entry.name}</th>
        <td class="soft">{entry.email}</td>
        <td class="soft number">
          {entry.sessions > 0 ? t.count('roster.joined', entry.sessions) : t('roster.joined.none')}
        </td>
        <td class="hour-actions">
          {session && <CopyLink entry={entry} session={session} />}
          <button
            type="button"
            class="button quiet small"
            aria-expanded={editing}
            aria-label={t('roster.edit.of', { name: entry.name })}
            onClick={() => setEditing(!editing)}
          >
            {t('roster.edit')}
          </button>
        </td>
      </tr>
      {editing && (
        <tr>
          <td colSpan={4} class="hour-editing">
            <EntryEditor entry={entry} done={done} cancel={() => setEditing(false)} />
          </td>
        </tr>
      )}
    </>
  );
}

function CopyLink({ entry, session }: { readonly entry: RosterEntry; readonly session: Session }) {
  const [told, setTold] = useState('');
  const copy = async () =>
    setTold(t((await copyText(personalLink(session, entry.key))) ? 'roster.copied' : 'roster.copy.refused'));
  return (
    <button
      type="button"
      class="button quiet small"
      aria-label={told || t('roster.link.of', { name: entry.name })}
      onClick={() => void copy()}
    >
      {told || t('roster.link')}
    </button>
  );
}

interface EntryEditorProps {
  readonly entry: RosterEntry;
  readonly done: () => void;
  readonly cancel: () => void;
}

function EntryEditor({ entry, done, cancel }: EntryEditorProps) {
  const { busy, error, run } = useAction();
  const path = `/api/roster/${entry.id}`;
  return (
    <PersonForm
      name={entry.name}
      email={entry.email}
      submit={common('app.save')}
      busy={busy}
      send={(person) => run(() => patch(path, person).then(done))}
      cancel={cancel}
    >
      <button
        type="button"
        class="button"
        title={t('roster.key.help')}
        disabled={busy}
        onClick={() => run(() => post(`${path}/key`).then(done))}
      >
        {t('roster.key')}
      </button>
      <SureButton
        words={t('roster.remove')}
        sure={t('roster.remove.sure')}
        act={() => run(() => remove(path).then(done))}
      />
      <ErrorLine error={error} />
    </PersonForm>
  );
}

interface AddPersonProps {
  readonly course: number;
  readonly done: () => void;
  readonly cancel: () => void;
}

export function AddPerson({ course, done, cancel }: AddPersonProps) {
  const { busy, error, run } = useAction();
  return (
    <div class="card hour-form">
      <PersonForm
        name=""
        email=""
        submit={t('roster.add')}
        busy={busy}
        send={(person) => run(() => post(`/api/courses/${course}/roster`, { people: [person] }).then(done))}
        cancel={cancel}
      >
        <ErrorLine error={error} />
      </PersonForm>
    </div>
  );
}

interface PersonFormProps {
  readonly name: string;
  readonly email: string;
  readonly submit: string;
  readonly busy: boolean;
  readonly send: (person: { name: string; email: string }) => unknown;
  readonly cancel: () => void;
  readonly children: ComponentChildren;
}

function PersonForm({
  name: oldName,
  email: oldEmail,
  submit,
  busy,
  send,
  cancel,
  children,
}: PersonFormProps) {
  const [name, setName] = useState(oldName);
  const [email, setEmail] = useState(oldEmail);
  const save = (event: Event) => {
    event.preventDefault();
    send({ name: name.trim(), email: email.trim() });
  };
  return (
    <form class="hour-person" onSubmit={save}>
      <div class="hour-fields">
        <TextField label={t('roster.name')} value={name} longest={120} change={setName} focus />
        <TextField
          label={t('roster.email.optional')}
          value={email}
          longest={254}
          change={setEmail}
          type="email"
          optional
        />
      </div>
      <div class="row hour-buttons">
        <button type="submit" class="button primary" disabled={busy || !name.trim()}>
          {submit}
        </button>
        {children}
        <button type="button" class="button quiet" onClick={cancel}>
          {common('app.cancel')}
        </button>
      </div>
    </form>
  );
}
