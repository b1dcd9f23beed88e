import { useState } from 'preact/hooks';
import { post } from '../../shared/api';
import { dayAndTime, viewerZone } from '../../shared/time';
import { ErrorLine } from '../parts/Feedback';
import { takeFocus } from '../parts/takeFocus';
import { useAction } from '../parts/useAction';
import { go } from '../router';
import type { Session } from '../types';
import { t as common } from '../words';
import { asInstant, asLocal, clocksChange, soon, weekly } from './starts';
import { t } from './words';

const WHENS = ['now', 'once', 'weekly', 'recording'] as const;
type When = (typeof WHENS)[number];
const MOST_WEEKS = 52;

interface SessionFormProps {
  readonly course: number;
  /** The name that stands there already. */
  readonly title?: string;
  readonly planned: () => void;
  readonly cancel?: () => void;
}

/** One session now or at a time, the same one every week, or one for a recording. */
export function SessionForm({ course, title: given = '', planned, cancel }: SessionFormProps) {
  const [title, setTitle] = useState(given);
  const [when, setWhen] = useState<When>('now');
  const [start, setStart] = useState(() => asLocal(soon(new Date())));
  const [times, setTimes] = useState(12);
  const { busy, error, run } = useAction();
  const path = `/api/courses/${course}`;
  const begin = new Date(start);
  const starts = when === 'weekly' && !Number.isNaN(begin.getTime()) ? weekly(begin, times) : [];

  const create = async (opens: boolean) => {
    if (when === 'weekly') {
      const sessions = starts.map((at, week) => ({
        title: t('plan.numbered', { title: title.trim(), n: week + 1 }),
        starts_at: at.toISOString(),
      }));
      await post(`${path}/plan`, { sessions });
      return planned();
    }
    const session = await post<Session>(`${path}/sessions`, {
      title: title.trim(),
      ...(when !== 'now' && { starts_at: asInstant(start) }),
      ...(when === 'recording' && { clock: 'recorded' }),
    });
    if (opens) await post(`/api/sessions/${session.id}/open`);
    if (when === 'once') planned();
    else go(`/sessions/${session.id}`);
  };
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const opens = event.submitter?.getAttribute('value') === 'open';
    void run(() => create(opens));
  };
  const missing = !title.trim() || (when === 'weekly' && starts.length === 0);
  return (
    <form class="card hour-form" onSubmit={send}>
      <label class="field">
        <span>{common('course.session.name')}</span>
        <input
          class="input"
          value={title}
          placeholder={common('course.session.example')}
          maxLength={190}
          required
          ref={takeFocus}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
      </label>
      <fieldset class="kinds">
        <legend class="tiny-title">{t('plan.when')}</legend>
        {WHENS.map((one) => (
          <label key={one} class="kind">
            <input type="radio" name="when" checked={one === when} onChange={() => setWhen(one)} />
            {t(`plan.${one}`)}
          </label>
        ))}
      </fieldset>
      {when !== 'now' && (
        <div class="hour-fields">
          <StartField label={startLabel(when)} value={start} change={setStart} />
          {when === 'weekly' && (
            <label class="field hour-weeks">
              <span>{t('plan.times')}</span>
              <input
                class="input"
                type="number"
                min={1}
                max={MOST_WEEKS}
                required
                value={times}
                onInput={(event) => setTimes(bounded(event.currentTarget.valueAsNumber))}
              />
            </label>
          )}
        </div>
      )}
      {starts.length > 0 && <Preview starts={starts} title={title.trim()} />}
      <div class="row hour-buttons">
        {when === 'now' && (
          <button type="submit" value="open" class="button primary" disabled={busy || missing}>
            {t('plan.open')}
          </button>
        )}
        <button
          type="submit"
          value="create"
          class={when === 'now' ? 'button' : 'button primary'}
          disabled={busy || missing}
        >
          {when === 'weekly' ? t.count('plan.create.many', starts.length) : t('plan.create')}
        </button>
        {cancel && (
          <button type="button" class="button quiet" onClick={cancel}>
            {common('app.cancel')}
          </button>
        )}
      </div>
      <ErrorLine error={error} />
    </form>
  );
}

const startLabel = (when: When): string =>
  t(when === 'weekly' ? 'plan.first' : when === 'recording' ? 'plan.began' : 'plan.start');

const bounded = (times: number): number => Math.min(Math.max(Math.trunc(times) || 1, 1), MOST_WEEKS);

interface StartFieldProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly optional?: boolean;
}

/** A day and a time of the viewer's zone, which is named. */
export function StartField({ label, value, change, optional = false }: StartFieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        class="input"
        type="datetime-local"
        min="1970-01-01T00:00"
        max="2099-12-31T23:59"
        required={!optional}
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
      <span class="faint">{t('plan.zone', { zone: viewerZone() })}</span>
    </label>
  );
}

function Preview({ starts, title }: { readonly starts: readonly Date[]; readonly title: string }) {
  return (
    <div class="hour-preview small">
      <p class="tiny-title">{t('plan.preview')}</p>
      <ol class="number">
        {starts.map((start, week) => (
          <li key={week}>
            <span class="soft">{title && t('plan.numbered', { title, n: week + 1 })}</span>
            <span>{dayAndTime(start.getTime() / 1000)}</span>
          </li>
        ))}
      </ol>
      {clocksChange(starts) && <p class="faint">{t('plan.clock')}</p>}
    </div>
  );
}
