import { signal } from '@preact/signals';
import { ApiError, get, post } from '../shared/api';
import { address, go } from './router';
import type { User } from './types';

/** undefined: not asked yet; null: nobody is logged in. */
export const user = signal<User | null | undefined>(undefined);

export async function findUser(): Promise<void> {
  try {
    user.value = await get<User>('/api/me');
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 401 && error.status !== 403)) throw error;
    user.value = null;
  }
}

export async function logIn(email: string, password: string): Promise<void> {
  await post('/api/login', { email, password });
  await findUser();
  if (address.value === '/login') go('/');
}

export async function logOut(): Promise<void> {
  await post('/api/logout');
  user.value = null;
  go('/login');
}
