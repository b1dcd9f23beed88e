import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { post, put, remove } from '../../shared/api';
import { timeWithSeconds, unixSeconds } from '../../shared/time';
import { ErrorLine } from '../parts/Feedback';
import { useAction } from '../parts/useAction';
import type { History } from '../types';
import { t } from '../words';
import { asField, fromField } from './clock';
import { Panel } from './Panel';
import { TimeField } from './Zoom';
import { tHistory as h } from './words';

interface EditProps {
  readonly history: History;
  readonly changed: () => void;
}

/** What counts of a session, its name, its breaks and its notes. */
export function Edit({ history, changed }: EditProps) {
  return (
    <Panel title={h('edit.title')} class="edit">
      <p class="soft small">{h('edit.lead')}</p>
      <Name history={history} changed={changed} />
      <Trim history={history} changed={changed} />
      <Breaks history={history} changed={changed} />
      <Notes history={history} changed={changed} />
    </Panel>
  );
}

const iso = (at: number) => new Date(at * 1000).toISOString();

/** What a field holds, which knows whole seconds only, within the session. */
const within = ({ began, ended }: History, text: string): string => {
  const at = fromField(text, began ?? 0) ?? began ?? 0;
  return iso(Math.min(Math.max(at, began ?? at), ended ?? at));
};

const path = ({ session }: History) => `/api/sessions/${session.id}`;

interface FormProps {
  readonly submit: string;
  readonly send: () => Promise<unknown>;
  readonly changed: () => void;
  readonly children: ComponentChildren;
}

function Form({ submit, send, changed, children }: FormProps) {
  const { busy, error, run } = useAction();
  const act = (event: Event) => {
    event.preventDefault();
    void run(() => send().then(changed));
  };
  return (
    <form class="edit-form" onSubmit={act}>
      {children}
      <button type="submit" class="button small" disabled={busy}>
        {submit}
      </button>
      <ErrorLine error={error} />
    </form>
  );
}

function Name({ history, changed }: EditProps) {
  const [title, setTitle] = useState(history.session.title);
  return (
    <Form submit={t('app.save')} send={() => put(`${path(history)}/title`, { title })} changed={changed}>
      <label class="time-field small grow">
        {h('edit.name')}
        <input
          class="input small"
          maxLength={200}
          required
          value={title}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
      </label>
    </Form>
  );
}

function Trim({ history, changed }: EditProps) {
  const begin = history.began ?? 0;
  const end = history.ended ?? (history.times.at(-1) ?? begin) + history.window_s;
  const { from: trimmedFrom, until: trimmedUntil } = history.trim;
  const [from, setFrom] = useState(asField(trimmedFrom ?? begin));
  const [until, setUntil] = useState(asField(trimmedUntil ?? end));
  const { error, run } = useAction();
  // The session's own ends, as the fields show them, to the second, are none.
  const chosen = (text: string, own: number) => {
    const at = fromField(text, begin);
    return at === null || text === asField(own) ? null : within(history, text);
  };
  const send = (counts_from: string | null, counts_until: string | null) =>
    put(`${path(history)}/trim`, { counts_from, counts_until });
  const trimmed = trimmedFrom !== null || trimmedUntil !== null;
  const reset = () =>
    run(async () => {
      await send(null, null);
      setFrom(asField(begin));
      setUntil(asField(end));
      changed();
    });
  return (
    <div role="group" aria-label={h('edit.trim')}>
      <h3>{h('edit.trim')}</h3>
      <Form
        submit={t('app.save')}
        send={() => send(chosen(from, begin), chosen(until, end))}
        changed={changed}
      >
        <TimeField label={h('edit.trim.from')} value={from} change={setFrom} />
        <TimeField label={h('edit.trim.until')} value={until} change={setUntil} />
      </Form>
      {trimmed && (
        <p class="edit-line small">
          {h('edit.trimmed', {
            from: timeWithSeconds(trimmedFrom ?? begin),
            to: timeWithSeconds(trimmedUntil ?? end),
          })}
          <button type="button" class="button small quiet" onClick={reset}>
            {h('edit.trim.reset')}
          </button>
        </p>
      )}
      <ErrorLine error={error} />
    </div>
  );
}

function Breaks({ history, changed }: EditProps) {
  const begin = history.times[0] ?? history.began ?? 0;
  const [from, setFrom] = useState(asField(begin));
  const [to, setTo] = useState(asField(begin + 600));
  const add = () => {
    const times = { started_at: within(history, from), ended_at: within(history, to) };
    return post(`${path(history)}/breaks/past`, times);
  };
  return (
    <div role="group" aria-label={h('edit.breaks')}>
      <h3>{h('edit.breaks')}</h3>
      {history.breaks.length === 0 && <p class="soft small">{h('edit.breaks.none')}</p>}
      <ul>
        {history.breaks.map(({ id, started_at, ended_at }) => {
          const times = {
            from: timeWithSeconds(started_at),
            to: ended_at === null ? h('edit.break.open') : timeWithSeconds(ended_at),
          };
          return (
            <Line
              key={id}
              label={h('edit.break.delete', times)}
              drop={() => remove(`${path(history)}/breaks/${id}`)}
              changed={changed}
            >
              <span class="number">
                {times.from} – {times.to}
              </span>
            </Line>
          );
        })}
      </ul>
      <Form submit={h('edit.break.add')} send={add} changed={changed}>
        <TimeField label={h('zoom.from')} value={from} change={setFrom} />
        <TimeField label={h('zoom.to')} value={to} change={setTo} />
      </Form>
    </div>
  );
}

function Notes({ history, changed }: EditProps) {
  const begin = history.times[0] ?? history.began ?? 0;
  const [at, setAt] = useState(asField(begin));
  const [text, setText] = useState('');
  const add = () =>
    post(`${path(history)}/markers`, { text, at: within(history, at) }).then(() => setText(''));
  return (
    <div role="group" aria-label={t('history.markers')}>
      <h3>{t('history.markers')}</h3>
      {history.markers.length === 0 && <p class="soft small">{h('edit.marker.none')}</p>}
      <ul>
        {history.markers.map((marker) => (
          <Line
            key={`${marker.id} ${marker.at}`}
            label={h('edit.marker.delete', { text: marker.text })}
            drop={() => remove(`${path(history)}/markers/${marker.id}`)}
            changed={changed}
          >
            <span class="number soft">{timeWithSeconds(unixSeconds(marker.at))}</span> {marker.text}
          </Line>
        ))}
      </ul>
      <Form submit={h('edit.marker')} send={add} changed={changed}>
        <TimeField label={h('edit.marker.at')} value={at} change={setAt} />
        <label class="time-field small grow">
          {h('edit.marker.text')}
          <input
            class="input small"
            maxLength={200}
            required
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
      </Form>
    </div>
  );
}

interface LineProps {
  readonly label: string;
  readonly drop: () => Promise<unknown>;
  readonly changed: () => void;
  readonly children: ComponentChildren;
}

function Line({ label, drop, changed, children }: LineProps) {
  const { busy, error, run } = useAction();
  return (
    <li class="edit-line small">
      <span>{children}</span>
      <button
        type="button"
        class="button small quiet"
        aria-label={label}
        disabled={busy}
        onClick={() => run(() => drop().then(changed))}
      >
        {h('edit.delete')}
      </button>
      <ErrorLine error={error} />
    </li>
  );
}
