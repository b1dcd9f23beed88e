import { reachable } from './online';
import { t } from './sentences';

/** The server's answer to a request that it did not do: a code for programs and a sentence for people. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    sentence: string,
  ) {
    super(sentence);
  }
}

export const get = <Answer>(path: string, signal?: AbortSignal): Promise<Answer> =>
  request('GET', path, undefined, signal);

/** As somebody without a login, by the token with which they take part. */
export const getAs = <Answer>(token: string, path: string, signal?: AbortSignal): Promise<Answer> =>
  request('GET', path, undefined, signal, bearer(token));

export const postAs = <Answer>(token: string, path: string, body: object): Promise<Answer> =>
  request('POST', path, body, undefined, bearer(token));

export const putAs = <Answer>(token: string, path: string, body: object): Promise<Answer> =>
  request('PUT', path, body, undefined, bearer(token));

export const deleteAs = <Answer>(token: string, path: string): Promise<Answer> =>
  request('DELETE', path, undefined, undefined, bearer(token));

export const post = <Answer>(path: string, body: object = {}): Promise<Answer> => request('POST', path, body);

export const patch = <Answer>(path: string, body: object): Promise<Answer> => request('PATCH', path, body);

export const remove = <Answer>(path: string, body: object = {}): Promise<Answer> =>
  request('DELETE', path, body);

export const put = <Answer>(path: string, body: object): Promise<Answer> => request('PUT', path, body);

/** A piece of a file, as it is. */
export async function send<Answer>(path: string, piece: Blob, signal?: AbortSignal): Promise<Answer> {
  const headers = {
    Accept: 'application/json',
    'Content-Type': 'application/octet-stream',
    'X-CSRFToken': csrfToken(),
  };
  const response = await reach(path, { method: 'PUT', headers, signal, body: piece });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw errorOf(response.status, answer);
  return answer as Answer;
}

async function request<Answer>(
  method: string,
  path: string,
  body?: object,
  signal?: AbortSignal,
  extra: Record<string, string> = {},
): Promise<Answer> {
  const headers: Record<string, string> = { Accept: 'application/json', ...extra };
  if (body) Object.assign(headers, { 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken() });
  const response = await reach(path, { method, headers, signal, body: body && JSON.stringify(body) });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw errorOf(response.status, answer);
  return answer as Answer;
}

async function reach(path: string, options: RequestInit): Promise<Response> {
  try {
    const response = await fetch(path, { credentials: 'same-origin', ...options });
    reachable.value = true;
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    reachable.value = false;
    throw new ApiError(0, 'network.unreachable', t('network.unreachable'));
  }
}

function errorOf(status: number, answer: unknown): ApiError {
  const { code, sentence } = (answer ?? {}) as { code?: string; sentence?: string };
  return new ApiError(status, code ?? `http.${status}`, sentence ?? t('network.status', { status }));
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

function csrfToken(): string {
  return /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? '';
}
