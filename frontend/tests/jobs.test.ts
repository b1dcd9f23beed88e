// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { framed } from '../src/app/exports/png';
import { upload } from '../src/app/recordings/upload';

const WISH = { title: 'Lecture', starts_at: '2026-03-02T09:00:00Z', consent: true };

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly size: number;
}

/** Answers with these statuses, one after the other; what was asked. */
function server(...statuses: number[]): Sent[] {
  const asked: Sent[] = [];
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    asked.push({ method: method ?? 'GET', path, size: body instanceof Blob ? body.size : 0 });
    const status = statuses.shift() ?? 200;
    if (status === 0) throw new TypeError('offline');
    return new Response(JSON.stringify({ id: 'j1' }), { status });
  });
  return asked;
}

const send = (progress = (_: number) => {}) =>
  upload(7, new File(['0123456789'], 'a.mp4'), WISH, 4, progress, new AbortController().signal);

afterEach(() => vi.unstubAllGlobals());

describe('an upload', () => {
  it('sends every byte once, in order, and tells how far it is', async () => {
    const asked = server();
    const shares: number[] = [];
    await send((share) => shares.push(share));
    expect(asked.map(({ method, path, size }) => [method, path, size])).toEqual([
      ['POST', '/api/courses/7/recordings', 0],
      ['PUT', '/api/recordings/j1?offset=0', 4],
      ['PUT', '/api/recordings/j1?offset=4', 4],
      ['PUT', '/api/recordings/j1?offset=8', 2],
    ]);
    expect(shares).toEqual([0.4, 0.8, 1]);
  });

  it('sends a piece again whose answer was lost, and goes on when it had arrived', async () => {
    const asked = server(201, 200, 0, 409, 200);
    await send();
    expect(asked.map((one) => one.path.split('=')[1])).toEqual([undefined, '0', '4', '4', '8']);
  });

  it('takes back what was begun when a piece is refused', async () => {
    const asked = server(201, 400);
    await expect(send()).rejects.toThrow();
    expect(asked.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/jobs/j1' });
  });

  it('gives up after three attempts', async () => {
    const asked = server(201, 503, 503, 503);
    await expect(send()).rejects.toThrow();
    expect(asked.filter((one) => one.method === 'PUT')).toHaveLength(3);
  });
});

describe('a picture of a chart', () => {
  it('has room for its title and notes around the chart', () => {
    const chart = document.createElement('canvas');
    [chart.width, chart.height] = [600, 200];
    const plain = framed(chart, { title: 'Lenses', notes: [] }, 2);
    const noted = framed(chart, { title: 'Lenses', notes: ['one', 'two'] }, 2);
    expect(plain.width).toBeGreaterThan(600);
    expect(plain.height).toBeGreaterThan(200);
    expect(noted.height - plain.height).toBe(2 * 2 * 13 * 1.5);
  });
});
