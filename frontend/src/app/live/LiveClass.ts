import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type ApiError, get } from '../../shared/api';
import { STATES, type State } from '../../shared/measures';
import { unixSeconds } from '../../shared/time';
import { asApiError } from '../load';
import type {
  Break,
  CurvePoint,
  DashboardMessage,
  LivePerson,
  LiveSnapshot,
  Marker,
  Session,
  Signals,
  Timelines,
  UpdateRow,
} from '../types';
import { type Connection, DashboardSocket } from './socket';

/** Class figures come with the snapshot only, one for each finished window of 10 s. */
const SNAPSHOT_EVERY_MS = 10_000;
/** Between two repaints, as a multiple of what the last one took: few people on the screen are repainted more often. */
const REST = 3;
/** But from one to the next it is never longer than this: 0.2 s for 100 people. */
const REST_MS_PER_PERSON = 2;

/**
 * What is known about a session that is under way. Each person is a signal of its own, so that an update repaints
 * that person and nobody else; updates wait for the next animation frame, the newest of a person wins.
 */
export class LiveClass {
  readonly session = signal<Session | null>(null);
  readonly ids = signal<readonly number[]>([]);
  readonly curve = signal<readonly CurvePoint[]>([]);
  readonly markers = signal<readonly Marker[]>([]);
  readonly breaks = signal<readonly Break[]>([]);
  readonly timelines = signal<Timelines | null>(null);
  readonly signals = signal<Signals | null>(null);
  /** Null before the first snapshot; false where the course shows the class only. */
  readonly showsPeople = signal<boolean | null>(null);
  /** Of a class-only session, shares of its last minute; null for fewer than five people. */
  readonly states = signal<LiveSnapshot['states']>(null);
  readonly connection = signal<Connection>('connecting');
  readonly error = signal<ApiError | null>(null);
  /** The session's clock in unix seconds, once a second; null when it is that of a recording, which nobody can tell. */
  readonly now = signal<number | null>(null);
  readonly counts: ReadonlySignal<Record<State, number>> = computed(() => this.countStates());
  /** The break that goes on. */
  readonly pause: ReadonlySignal<Break | null> = computed(
    () => this.breaks.value.find(({ ended_at }) => ended_at === null) ?? null,
  );

  private readonly people = new Map<number, Signal<LivePerson>>();
  private readonly pending = new Map<number, UpdateRow>();
  private readonly socket: DashboardSocket;
  private readonly timers: number[];
  private asked = 0;
  private answered = 0;
  private waiting = 0;
  private restUntil = 0;
  private clockOffset = 0;
  private closed = false;

  constructor(private readonly id: number) {
    const url = new URL(`/ws/sessions/${id}/`, location.href.replace(/^http/, 'ws'));
    this.socket = new DashboardSocket(url.href, {
      opened: () => void this.refresh(),
      message: (message) => this.receive(message),
      changed: (connection) => {
        this.connection.value = connection;
      },
    });
    void this.refresh();
    this.timers = [
      window.setInterval(
        () => this.session.value?.status !== 'closed' && void this.refresh(),
        SNAPSHOT_EVERY_MS,
      ),
      window.setInterval(() => this.tick(), 1000),
    ];
  }

  close(): void {
    this.closed = true;
    this.socket.close();
    this.timers.forEach(clearInterval);
    clearTimeout(this.waiting);
  }

  person(id: number): Signal<LivePerson> {
    const person = this.people.get(id);
    if (!person) throw new Error(`participant ${id} is not in this session's list`);
    return person;
  }

  readonly refresh = async (): Promise<void> => {
    const mine = ++this.asked;
    try {
      const snapshot = await get<LiveSnapshot>(`/api/sessions/${this.id}/live`);
      if (this.closed || mine < this.answered) return; // a newer one was quicker
      this.answered = mine;
      this.apply(snapshot);
    } catch (error) {
      if (!this.closed) this.error.value = asApiError(error);
    }
  };

  private tick(): void {
    // What is missing while our own connection is away is nobody's silence.
    if (this.connection.value === 'reconnecting') return;
    const isLive = this.session.value?.clock === 'live';
    this.now.value = isLive ? Date.now() / 1000 + this.clockOffset : null;
  }

  private apply(snapshot: LiveSnapshot): void {
    this.clockOffset = unixSeconds(snapshot.at) - Date.now() / 1000;
    batch(() => {
      this.error.value = null;
      this.session.value = snapshot.session;
      this.curve.value = snapshot.curve;
      this.markers.value = snapshot.markers;
      this.breaks.value = snapshot.breaks;
      this.timelines.value = snapshot.timelines;
      this.signals.value = snapshot.signals ?? null;
      this.showsPeople.value = snapshot.show_people;
      this.states.value = snapshot.states;
      for (const person of snapshot.people) this.put(person);
      const ids = snapshot.people.map(({ id }) => id);
      if (String(ids) !== String(this.ids.value)) this.list(ids);
    });
  }

  /** Who left is forgotten. */
  private list(ids: readonly number[]): void {
    this.ids.value = ids;
    const here = new Set(ids);
    for (const id of this.people.keys()) if (!here.has(id)) this.people.delete(id);
  }

  /** A person of a snapshot, unless a newer update has come in the meantime. */
  private put(person: LivePerson): void {
    const known = this.people.get(person.id);
    if (!known) this.people.set(person.id, signal(person));
    else if (momentOf(person) >= momentOf(known.value)) known.value = person;
    else known.value = { ...known.value, name: person.name, connected: person.connected };
  }

  private receive(message: DashboardMessage): void {
    if (message.type === 'update') {
      for (const row of message.people) this.pending.set(row[0], row);
      this.schedule();
    } else if (message.type === 'participant') this.receiveParticipant(message);
    else if (message.type === 'session') void this.refresh();
    else if (message.type === 'marker') this.markers.value = [...this.markers.value, message];
    else if (message.type === 'signals') this.signals.value = message;
    else if (message.type === 'break') this.receiveBreak(message);
    else if (message.type === 'sharing') this.receiveSharing(message.people);
  }

  /** Who takes their timeline back is gone at once, also when an older answer is still on its way. */
  private receiveSharing(people: readonly number[]): void {
    const shown = this.timelines.value;
    if (!shown && people.length === 0) return;
    this.answered = this.asked + 1;
    if (shown)
      this.timelines.value = { ...shown, people: shown.people.filter(({ id }) => people.includes(id)) };
    void this.refresh();
  }

  private receiveBreak(news: Break): void {
    this.breaks.value = [...this.breaks.value.filter(({ id }) => id !== news.id), news];
  }

  private receiveParticipant({
    change,
    participant,
  }: Extract<DashboardMessage, { type: 'participant' }>): void {
    const known = this.people.get(participant.id);
    if (known && change !== 'left') known.value = { ...known.value, ...participant };
    else void this.refresh();
  }

  /** Wait for the next animation frame, or longer, so that the page stays usable on a small machine. */
  private schedule(): void {
    if (this.waiting) return;
    const rest = Math.max(0, this.restUntil - performance.now());
    this.waiting = window.setTimeout(() => requestAnimationFrame(() => this.flush()), rest);
  }

  private flush(): void {
    this.waiting = 0;
    const began = performance.now();
    const rows = [...this.pending.values()];
    this.pending.clear();
    batch(() => rows.forEach((row) => this.update(row)));
    setTimeout(() => this.rest(began)); // the task after this frame: by then it is painted
    if (rows.some(([id]) => !this.people.has(id))) void this.refresh();
  }

  private rest(began: number): void {
    const now = performance.now();
    const longest = this.ids.value.length * REST_MS_PER_PERSON;
    this.restUntil = Math.min(now + REST * (now - began), began + longest);
  }

  private update(row: UpdateRow): void {
    const known = this.people.get(row[0]);
    if (known && row[1] >= momentOf(known.value)) known.value = withUpdate(known.value, row);
  }

  /** Everyone as they are now, for what looks once a second. */
  everyone(): LivePerson[] {
    return this.ids.value.map((id) => this.person(id).peek());
  }

  private countStates(): Record<State, number> {
    const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>;
    for (const id of this.ids.value) counts[stateNow(this.person(id).value).state]++;
    return counts;
  }
}

const momentOf = (person: LivePerson): number => (person.at === null ? 0 : unixSeconds(person.at));

/** Of someone who is not connected nothing is known, whatever was seen last. */
export function stateNow({ connected, state, reason }: LivePerson): Pick<LivePerson, 'state' | 'reason'> {
  return connected ? { state, reason } : { state: 'unknown', reason: 'disconnected' };
}

export function withUpdate(person: LivePerson, row: UpdateRow): LivePerson {
  const [, at, state, reason, yaw, pitch, roll, openness, attentiveness, known_share, quality, held_s] = row;
  const measured = { yaw, pitch, roll, openness, attentiveness, known_share, quality, held_s };
  return { ...person, at, state, reason, ...measured, out_of_range: row[12] };
}
