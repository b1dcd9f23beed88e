import { useEffect, useState } from 'preact/hooks';
import { post, put } from '../../shared/api';
import { Meaning } from '../meaning/Meaning';
import { ErrorLine } from '../parts/Feedback';
import { useAction } from '../parts/useAction';
import { look, lookInto } from '../router';
import type { History } from '../types';
import { asField, fromField } from './clock';
import type { TimeAxis } from './strip';
import type { View } from './view';
import { tHistory as h } from './words';

interface ZoomProps {
  readonly history: History;
  readonly axis: TimeAxis;
  readonly view: View;
  readonly changed: () => void;
}

/** Which part of the session is shown, typed or drawn; and what may be made of a part. */
export function Zoom({ history, axis, view, changed }: ZoomProps) {
  const { busy, error, run } = useAction();
  const whole = () => look({ from: null, to: null });
  const iso = (at: number) => new Date(at * 1000).toISOString();
  // What is shown goes by whole windows; a session begins and ends within one.
  const start = iso(Math.max(view.from, history.began ?? view.from));
  const end = iso(Math.min(view.to, history.ended ?? view.to));
  const act = (work: () => Promise<unknown>) =>
    run(async () => {
      await work();
      whole();
      changed();
    });
  const path = `/api/sessions/${history.session.id}`;
  return (
    <div class="zoom" role="group" aria-label={h('zoom.title')}>
      <Fields axis={axis} view={view} />
      {view.zoomed ? (
        <>
          <button type="button" class="button small" onClick={whole}>
            {h('zoom.all')}
          </button>
          <button
            type="button"
            class="button small quiet"
            disabled={busy}
            onClick={() => act(() => post(`${path}/breaks/past`, { started_at: start, ended_at: end }))}
          >
            {h('zoom.break')}
          </button>
          <button
            type="button"
            class="button small quiet"
            disabled={busy}
            onClick={() => act(() => put(`${path}/trim`, { counts_from: start, counts_until: end }))}
          >
            {h('zoom.trim')}
          </button>
        </>
      ) : (
        <span class="faint small zoom-hint">{h('zoom.hint')}</span>
      )}
      <Meaning of={['attentiveness', 'known', 'running', 'half']} />
      <ErrorLine error={error} />
    </div>
  );
}

function Fields({ axis, view }: Pick<ZoomProps, 'axis' | 'view'>) {
  const [from, setFrom] = useState(asField(view.from));
  const [to, setTo] = useState(asField(view.to));
  useEffect(() => {
    setFrom(asField(view.from));
    setTo(asField(view.to));
  }, [view.from, view.to]);
  const show = (event: Event) => {
    event.preventDefault();
    const start = fromField(from, axis.from);
    const end = fromField(to, axis.from);
    if (start !== null && end !== null && start < end)
      lookInto({ from: Math.round(start), to: Math.round(end) });
  };
  return (
    <form class="zoom-fields small" onSubmit={show}>
      <TimeField label={h('zoom.from')} value={from} change={setFrom} />
      <TimeField label={h('zoom.to')} value={to} change={setTo} />
      <button type="submit" class="button small">
        {h('zoom.go')}
      </button>
    </form>
  );
}

interface TimeFieldProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
}

export function TimeField({ label, value, change }: TimeFieldProps) {
  return (
    <label class="time-field small">
      {label}
      <input
        class="input small number"
        type="time"
        step={1}
        required
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
    </label>
  );
}
