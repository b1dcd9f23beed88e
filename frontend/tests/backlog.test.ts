import { expect, it } from 'vitest';
import { Backlog } from '../src/capture/backlog';

function filled(count: number, limitSeconds = 600): Backlog {
  const backlog = new Backlog(limitSeconds);
  for (let i = 1; i <= count; i++) backlog.add(i, String);
  return backlog;
}

function sendAll(backlog: Backlog, credit: number): number[] {
  const sent: number[] = [];
  for (let entry = backlog.next(credit); entry; entry = backlog.next(credit)) sent.push(entry.sequence);
  return sent;
}

it('sends no more than the credit, and goes on after an acknowledgement', () => {
  const backlog = filled(5);
  expect(sendAll(backlog, 3)).toEqual([1, 2, 3]);
  backlog.acknowledge(2);
  expect(sendAll(backlog, 3)).toEqual([4, 5]);
  expect(backlog.size).toBe(3);
});

it('sends everything unacknowledged again on a new connection', () => {
  const backlog = filled(4);
  sendAll(backlog, 10);
  backlog.acknowledge(1);
  backlog.restart(2);
  expect(sendAll(backlog, 10)).toEqual([3, 4]);
});

it('numbers on from what the server knows', () => {
  const backlog = new Backlog();
  backlog.restart(41);
  backlog.add(1, String);
  expect(backlog.next(1)?.sequence).toBe(42);
});

it('sends again from where the server lost messages', () => {
  const backlog = filled(4);
  sendAll(backlog, 10);
  backlog.rewind(2);
  expect(sendAll(backlog, 10)).toEqual([3, 4]);
});

it('never sends a rejected message again', () => {
  const backlog = filled(3);
  sendAll(backlog, 10);
  backlog.reject(2);
  backlog.restart(0);
  expect(sendAll(backlog, 10)).toEqual([1, 3]);
});

it('gives back the credit of a rejected message', () => {
  const backlog = filled(3);
  sendAll(backlog, 2);
  backlog.reject(1);
  expect(sendAll(backlog, 2)).toEqual([3]);
});

it('forgets what is older than its limit and counts it as lost', () => {
  const backlog = filled(15, 10);
  expect(backlog.lost).toBe(4);
  expect(sendAll(backlog, 100)[0]).toBe(5);
});
