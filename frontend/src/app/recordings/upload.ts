import { ApiError, post, remove, send } from '../../shared/api';
import type { Job } from '../jobs/job';

export interface Wish {
  readonly title: string;
  readonly starts_at: string;
  readonly consent: boolean;
}

/** Sends a file piece by piece, and tells the share that is there; the job that then begins. */
export async function upload(
  course: number,
  file: File,
  wish: Wish,
  piece: number,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<Job> {
  const about = { ...wish, name: file.name, bytes: file.size };
  const job = await post<Job>(`/api/courses/${course}/recordings`, about);
  try {
    for (let offset = 0; offset < file.size; offset += piece) {
      signal.throwIfAborted();
      await sendPiece(job.id, offset, file.slice(offset, offset + piece), signal);
      progress(Math.min(1, (offset + piece) / file.size));
    }
  } catch (problem) {
    await remove(`/api/jobs/${job.id}`).catch(() => undefined);
    throw problem;
  }
  return job;
}

const ATTEMPTS = 3;

/** A piece that got lost is sent again; one that had arrived is refused as such, and then the next one fits. */
async function sendPiece(job: string, offset: number, piece: Blob, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await send(`/api/recordings/${job}?offset=${offset}`, piece, signal);
      return;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      if (attempt > 1 && problem.status === 409) return;
      if (attempt === ATTEMPTS || (problem.status > 0 && problem.status < 500)) throw problem;
    }
  }
}
