import { useState } from 'preact/hooks';
import { patch, remove } from '../../shared/api';
import { dayAndTime } from '../../shared/time';
import { ErrorLine } from '../parts/Feedback';
import { useAction } from '../parts/useAction';
import { go } from '../router';
import { t as common } from '../words';
import { Rules } from './Rules';
import type { CourseDetail, Policy } from './types';
import { t } from './words';
import { TextField } from './TextField';

interface SettingsProps {
  readonly course: CourseDetail;
  readonly changed: () => void;
}

export function Settings({ course, changed }: SettingsProps) {
  return (
    <>
      <Name course={course} changed={changed} />
      <PolicyForm course={course} changed={changed} />
      <Archive course={course} changed={changed} />
      <Delete course={course} />
    </>
  );
}

function Name({ course, changed }: SettingsProps) {
  const [title, setTitle] = useState(course.title);
  const { busy, error, run } = useAction();
  const save = (event: Event) => {
    event.preventDefault();
    void run(() => patch(`/api/courses/${course.id}`, { title: title.trim() }).then(changed));
  };
  return (
    <section class="hour-section">
      <h2>{t('settings.course')}</h2>
      <form class="card hour-form" onSubmit={save}>
        <div class="hour-inline">
          <TextField label={t('settings.name')} value={title} longest={200} change={setTitle} />
          <button
            type="submit"
            class="button"
            disabled={busy || !title.trim() || title.trim() === course.title}
          >
            {common('app.save')}
          </button>
        </div>
        <p class="small soft">
          {t('settings.kind', { kind: t(`kind.${course.kind}`) })}. {t(`kind.${course.kind}.text`)}
        </p>
        <ErrorLine error={error} />
      </form>
    </section>
  );
}

const CAPTURES = ['landmarks', 'frames'] as const;

function PolicyForm({ course, changed }: SettingsProps) {
  const [policy, setPolicy] = useState<Policy>(course.policy);
  const [saved, setSaved] = useState(false);
  const { busy, error, run } = useAction();
  const set = (values: Partial<Policy>) => {
    setSaved(false);
    setPolicy({ ...policy, ...values });
  };
  const save = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      await patch(`/api/courses/${course.id}/policy`, policy);
      setSaved(true);
      changed();
    });
  };
  return (
    <section class="hour-section">
      <h2>{t('rules.title')}</h2>
      <form class="card hour-form" onSubmit={save}>
        <fieldset class="choices">
          <legend class="tiny-title">{t('settings.capture')}</legend>
          {CAPTURES.map((capture) => (
            <Choice
              key={capture}
              name="capture"
              words={t(`settings.capture.${capture}`)}
              chosen={policy.capture === capture}
              choose={() => set({ capture })}
            />
          ))}
        </fieldset>
        <fieldset class="choices">
          <legend class="tiny-title">{t('settings.people')}</legend>
          {([true, false] as const).map((show_people) => (
            <Choice
              key={String(show_people)}
              name="people"
              words={t(show_people ? 'settings.people.yes' : 'settings.people.no')}
              chosen={policy.show_people === show_people}
              choose={() => set({ show_people })}
            />
          ))}
        </fieldset>
        <div class="hour-fields">
          <Days
            words={t('settings.observations')}
            help={t('settings.observations.help')}
            least={0}
            days={policy.keep_observations_days}
            set={(days) => set({ keep_observations_days: days })}
          />
          <Days
            words={t('settings.history')}
            help={t('settings.history.help')}
            least={1}
            days={policy.keep_history_days}
            set={(days) => set({ keep_history_days: days })}
          />
        </div>
        <Rules policy={policy} />
        <p class="small faint">{t('settings.joined')}</p>
        <div class="row">
          <button type="submit" class="button primary" disabled={busy}>
            {common('app.save')}
          </button>
          <span class="small soft" role="status">
            {saved && t('settings.saved')}
          </span>
        </div>
        <ErrorLine error={error} />
      </form>
    </section>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly words: string;
  readonly chosen: boolean;
  readonly choose: () => void;
}

function Choice({ name, words, chosen, choose }: ChoiceProps) {
  return (
    <label class="choice">
      <input type="radio" name={name} checked={chosen} onChange={choose} />
      {words}
    </label>
  );
}

interface DaysProps {
  readonly words: string;
  readonly help: string;
  readonly least: number;
  readonly days: number;
  readonly set: (days: number) => void;
}

function Days({ words, help, least, days, set }: DaysProps) {
  return (
    <label class="field">
      <span>{words}</span>
      <input
        class="input"
        type="number"
        min={least}
        max={3650}
        required
        value={days}
        onInput={(event) => set(event.currentTarget.valueAsNumber || least)}
      />
      <span class="faint">{help}</span>
    </label>
  );
}

function Archive({ course, changed }: SettingsProps) {
  const { busy, error, run } = useAction();
  const isArchived = course.archived_at !== null;
  const set = () => run(() => patch(`/api/courses/${course.id}`, { archived: !isArchived }).then(changed));
  return (
    <section class="hour-section">
      <h2>{t('settings.archive')}</h2>
      <div class="card hour-form">
        <p class="small soft">
          {course.archived_at === null
            ? t('settings.archive.text')
            : t('settings.archived', { when: dayAndTime(course.archived_at) })}
        </p>
        <div class="row">
          <button type="button" class="button" disabled={busy} onClick={() => void set()}>
            {t(isArchived ? 'settings.restore' : 'settings.archive')}
          </button>
        </div>
        <ErrorLine error={error} />
      </div>
    </section>
  );
}

function Delete({ course }: { readonly course: CourseDetail }) {
  const [typed, setTyped] = useState('');
  const { busy, error, run } = useAction();
  const send = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      await remove(`/api/courses/${course.id}`, { title: typed });
      go('/');
    });
  };
  return (
    <section class="hour-section">
      <h2>{t('settings.delete')}</h2>
      <form class="card hour-form" onSubmit={send}>
        <p class="small soft">{t('settings.delete.text')}</p>
        <div class="hour-inline">
          <label class="field">
            <span>{t('settings.delete.type', { title: course.title })}</span>
            <input
              class="input"
              autocomplete="off"
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="button danger" disabled={busy || typed.trim() !== course.title}>
            {t('settings.delete.go')}
          </button>
        </div>
        <ErrorLine error={error} />
      </form>
    </section>
  );
}
