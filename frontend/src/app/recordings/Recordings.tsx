import { useRef, useState } from 'preact/hooks';
import { remove } from '../../shared/api';
import { type Job, useJob } from '../jobs/job';
import { JobProgress } from '../jobs/JobProgress';
import { useLoaded } from '../load';
import { ErrorLine } from '../parts/Feedback';
import { useAction } from '../parts/useAction';
import { Link } from '../router';
import { upload } from './upload';
import { t } from './words';

interface Limits {
  readonly max_bytes: number;
  readonly piece: number;
}

const MB = 1e6;
const ACCEPTED = 'video/*,.mkv,.mov,.avi';

interface RecordingsProps {
  readonly course: number;
  /** Whether the course shows single people, so that they can be named. */
  readonly naming: boolean;
  readonly changed: () => void;
}

/** A place to drop recordings of a course on, and what became of those of the last day. */
export function Recordings({ course, naming, changed }: RecordingsProps) {
  const limits = useLoaded<Limits>(`/api/courses/${course}/recordings`);
  const listed = useLoaded<readonly Job[]>(`/api/jobs?kind=recording&course=${course}`);
  const [file, setFile] = useState<File | null>(null);
  const limit = limits.data;
  const done = () => {
    setFile(null);
    listed.reload();
  };
  return (
    <section class="recordings">
      <h2 class="section-title">{t('recordings.title')}</h2>
      {file && limit ? (
        <Upload key={file.name} course={course} file={file} limits={limit} done={done} />
      ) : (
        <Drop choose={setFile} />
      )}
      <ErrorLine error={limits.error ?? listed.error} />
      {listed.data
        ?.filter((job) => !job.uploading)
        .map((job) => (
          <Measured key={job.id} first={job} naming={naming} removed={listed.reload} changed={changed} />
        ))}
      {!naming && listed.data?.some(({ session }) => session !== null) && (
        <p class="small soft">{t('recordings.class_only')}</p>
      )}
    </section>
  );
}

function Drop({ choose }: { readonly choose: (file: File) => void }) {
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file) choose(file);
  };
  return (
    <label
      class={`card drop${isOver ? ' over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <input
        class="visually-hidden"
        type="file"
        accept={ACCEPTED}
        onChange={(event) => take(event.currentTarget.files)}
      />
      <span class="drop-title">{t('recordings.drop')}</span>
      <span class="small soft">{t('recordings.about')}</span>
    </label>
  );
}

interface UploadProps {
  readonly course: number;
  readonly file: File;
  readonly limits: Limits;
  readonly done: () => void;
}

function Upload({ course, file, limits, done }: UploadProps) {
  const [title, setTitle] = useState(file.name.replace(/\.[^.]+$/, ''));
  const [began, setBegan] = useState(localMoment(new Date(file.lastModified)));
  const [consent, setConsent] = useState(false);
  const [share, setShare] = useState<number | null>(null);
  const abort = useRef(new AbortController());
  const { busy, error, run } = useAction();
  const size = { size: Math.ceil(file.size / MB), limit: Math.floor(limits.max_bytes / MB) };
  const isTooLarge = file.size > limits.max_bytes;
  const start = (event: Event) => {
    event.preventDefault();
    const wish = { title: title.trim(), starts_at: new Date(began).toISOString(), consent };
    setShare(0);
    void run(async () => {
      try {
        await upload(course, file, wish, limits.piece, setShare, abort.current.signal);
        done();
      } finally {
        setShare(null);
      }
    });
  };
  const cancel = () => {
    abort.current.abort();
    done();
  };
  return (
    <form class="card upload" onSubmit={start}>
      <label class="field">
        <span>{t('recordings.name')}</span>
        <input
          class="input"
          required
          maxLength={200}
          value={title}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>{t('recordings.began')}</span>
        <input
          class="input"
          type="datetime-local"
          step={1}
          required
          value={began}
          onInput={(event) => setBegan(event.currentTarget.value)}
        />
      </label>
      <label class="check small">
        <input
          type="checkbox"
          required
          checked={consent}
          onChange={(event) => setConsent(event.currentTarget.checked)}
        />
        {t('recordings.consent')}
      </label>
      {isTooLarge && (
        <p class="error-line" role="alert">
          {t('recordings.too_large', size)}
        </p>
      )}
      {share !== null && <Uploading name={file.name} share={share} />}
      <div class="row">
        <button type="submit" class="button primary" disabled={busy || isTooLarge || !title.trim()}>
          {t('recordings.upload')}
        </button>
        <button type="button" class="button quiet" onClick={cancel}>
          {t('recordings.cancel')}
        </button>
      </div>
      <ErrorLine error={error} />
    </form>
  );
}

function Uploading({ name, share }: { readonly name: string; readonly share: number }) {
  const words = t('recordings.uploading', { name, percent: Math.floor(100 * share) });
  return (
    <div>
      <p class="small number">{words}</p>
      <progress class="job-bar" max={1} value={share} aria-label={name} />
      <p class="tiny faint">{t('recordings.stay')}</p>
    </div>
  );
}

interface MeasuredProps {
  readonly first: Job;
  readonly naming: boolean;
  readonly removed: () => void;
  readonly changed: () => void;
}

function Measured({ first, naming, removed, changed }: MeasuredProps) {
  const { job: followed } = useJob(first.id, changed);
  const { run } = useAction();
  const job = followed ?? first;
  const links = job.session !== null && (
    <span class="row">
      {naming && (
        <Link class="button small" to={`/sessions/${job.session}/names`}>
          {t('recordings.people')}
        </Link>
      )}
      <Link class="button small" to={`/sessions/${job.session}/history`}>
        {t('recordings.history')}
      </Link>
    </span>
  );
  return (
    <JobProgress
      job={job}
      label={job.title ?? t('recordings.title')}
      done={links || t('recordings.measured')}
      remove={() =>
        void run(async () => {
          await remove(`/api/jobs/${job.id}`);
          removed();
        })
      }
    />
  );
}

/** As the field wants it, in the viewer's zone. */
function localMoment(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}
