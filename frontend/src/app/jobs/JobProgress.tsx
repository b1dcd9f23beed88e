import type { ComponentChildren } from 'preact';
import type { Job } from './job';
import { t } from './words';

interface JobProgressProps {
  readonly job: Job;
  /** What the job makes, such as a file's name. */
  readonly label: ComponentChildren;
  /** Instead of the words of the status, once it is done. */
  readonly done?: ComponentChildren;
  /** Cancels or removes it. */
  readonly remove?: () => void;
}

/** One job: what it is, how far it is, and what became of it. */
export function JobProgress({ job, label, done, remove }: JobProgressProps) {
  const isUnderWay = job.status === 'waiting' || job.status === 'running';
  return (
    <div class={`job ${job.status}`}>
      <div class="job-line">
        <span class="job-label">{label}</span>
        <span class="job-status small soft number" role="status">
          {job.status === 'done' && done ? done : statusWords(job)}
        </span>
        {remove && (
          <button type="button" class="button quiet small" onClick={remove}>
            {t(isUnderWay ? 'jobs.cancel' : 'jobs.remove')}
          </button>
        )}
      </div>
      {isUnderWay && (
        <progress
          class="job-bar"
          max={1}
          value={job.status === 'waiting' ? 0 : job.progress}
          aria-label={statusWords(job)}
        />
      )}
      {job.error && (
        <p class="error-line" role="alert">
          {job.error}
        </p>
      )}
    </div>
  );
}

/** In tens while it works: a screen reader is not told of every step. */
export function statusWords(job: Job): string {
  if (job.status === 'running') return t('jobs.running', { percent: 10 * Math.floor(10 * job.progress) });
  return t(`jobs.${job.status}`);
}
