import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ApiError, getAs, putAs } from '../../shared/api';

/** As `engagement/services/sharing.py` tells it. */
interface Choice {
  readonly may_share: boolean;
  readonly shares: boolean;
}

const PATH = '/api/me/sharing';

/** What was chosen, by the token to one's own data: the bar and the data below it show the same. */
const choices = signal<Readonly<Record<string, Choice>>>({});
export const problem = signal<string | null>(null);

/** Whether one shares; null where there is no choice, or none is known yet. */
export function useSharing(token: string): boolean | null {
  useEffect(() => void ask(token, () => getAs<Choice>(token, PATH)), [token]);
  const choice = choices.value[token];
  return choice?.may_share ? choice.shares : null;
}

export const share = (token: string, shares: boolean): Promise<void> =>
  ask(token, () => putAs<Choice>(token, PATH, { shares }));

async function ask(token: string, question: () => Promise<Choice>): Promise<void> {
  try {
    choices.value = { ...choices.value, [token]: await question() };
    problem.value = null;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    problem.value = error.message;
  }
}
