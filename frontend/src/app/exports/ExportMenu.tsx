import { useEffect, useState } from 'preact/hooks';
import { post, remove } from '../../shared/api';
import { viewerZone } from '../../shared/time';
import { type Job, useJob } from '../jobs/job';
import { JobProgress } from '../jobs/JobProgress';
import { useLoaded } from '../load';
import { ErrorLine } from '../parts/Feedback';
import { useAction } from '../parts/useAction';
import { savePictures } from './png';
import { t } from './words';

const FORMATS = ['pdf', 'xlsx', 'csv', 'parquet', 'json'] as const;
type Format = (typeof FORMATS)[number];

interface ExportMenuProps {
  readonly course: number;
  /** Without one, of the whole course. */
  readonly session?: number;
}

/** A button that opens what can be taken away from this page. */
export function ExportMenu({ course, session }: ExportMenuProps) {
  const [open, setOpen] = useState(false);
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open) return;
    setOpen(false);
    (event.currentTarget as HTMLElement).querySelector('summary')?.focus();
  };
  return (
    <details
      class="export-menu"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      onKeyDown={close}
    >
      <summary class="button">{t('exports.title')}</summary>
      {open && <Panel course={course} session={session} />}
    </details>
  );
}

function Panel({ course, session }: ExportMenuProps) {
  const of = session === undefined ? `courses/${course}` : `sessions/${session}`;
  const listed = useLoaded<readonly Job[]>(`/api/jobs?kind=export&course=${course}`);
  const [format, setFormat] = useState<Format>('pdf');
  const [observations, setObservations] = useState(false);
  const { busy, error, run } = useAction();
  const make = (event: Event) => {
    event.preventDefault();
    const wish = { format, observations, zone: viewerZone() };
    void run(async () => {
      await post(`/api/${of}/exports`, wish);
      listed.reload();
    });
  };
  const files = listed.data?.filter((job) => job.session === (session ?? null)) ?? [];
  return (
    <div class="card export-panel">
      <form onSubmit={make}>
        <fieldset class="export-formats">
          <legend class="visually-hidden">{t('exports.format')}</legend>
          {FORMATS.map((name) => (
            <label key={name} class="export-format">
              <input type="radio" name="format" checked={format === name} onChange={() => setFormat(name)} />
              <span>
                {t(`exports.${name}`)}
                <span class="faint tiny export-about">{t(`exports.${name}.about`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <label class="check small">
          <input
            type="checkbox"
            disabled={format === 'pdf'}
            checked={observations && format !== 'pdf'}
            onChange={(event) => setObservations(event.currentTarget.checked)}
          />
          {t('exports.observations')}
        </label>
        <button type="submit" class="button primary" disabled={busy}>
          {t('exports.make')}
        </button>
        <ErrorLine error={error ?? listed.error} />
        <p class="faint tiny">{t('exports.zone', { zone: viewerZone() })}</p>
      </form>
      <Pictures />
      {files.length > 0 && (
        <section class="export-files">
          <h2 class="tiny faint">{t('exports.files')}</h2>
          {files.map((job) => (
            <File key={job.id} first={job} removed={listed.reload} />
          ))}
        </section>
      )}
    </div>
  );
}

function Pictures() {
  const [none, setNone] = useState(false);
  const save = async () => setNone((await savePictures(document)) === 0);
  return (
    <div class="export-pictures">
      <button type="button" class="button quiet small" onClick={() => void save()}>
        {t('exports.png')}
      </button>
      {none && (
        <p class="small soft" role="status">
          {t('exports.png.none')}
        </p>
      )}
    </div>
  );
}

interface FileProps {
  readonly first: Job;
  readonly removed: () => void;
}

function File({ first, removed }: FileProps) {
  const { job: followed, error } = useJob(first.id);
  const { run } = useAction();
  const job = followed ?? first;
  const isGone = error?.status === 404;
  useEffect(() => {
    if (isGone) removed();
  }, [isGone]);
  const form = (job.result as { format?: Format } | null)?.format;
  const save = job.content && (
    <a
      class="button small"
      href={job.content}
      download
      aria-label={t('exports.save.what', { name: job.filename ?? '' })}
    >
      {t('exports.save')}
    </a>
  );
  return (
    <JobProgress
      job={job}
      label={job.filename ?? (form ? t(`exports.${form}`) : t('exports.title'))}
      done={save}
      remove={() =>
        void run(async () => {
          await remove(`/api/jobs/${job.id}`);
          removed();
        })
      }
    />
  );
}
