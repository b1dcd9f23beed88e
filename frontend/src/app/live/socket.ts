import type { DashboardMessage } from '../types';

export type Connection = 'connecting' | 'open' | 'reconnecting' | 'offline' | { readonly refused: string };

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** Codes of the protocol that will not get better by trying again: not logged in, not allowed, not there. */
const FINAL = new Set([4400, 4401, 4403, 4404]);

interface Listener {
  opened: () => void;
  message: (message: DashboardMessage) => void;
  changed: (connection: Connection) => void;
}

/** A websocket to one session that comes back by itself, waiting longer each time (with jitter: a class reconnects). */
export class DashboardSocket {
  private socket: WebSocket | null = null;
  private timer = 0;
  private attempts = 0;
  private refused = false;

  constructor(
    private readonly url: string,
    private readonly listener: Listener,
  ) {
    addEventListener('online', this.online);
    addEventListener('offline', this.offline);
    this.connect();
  }

  close(): void {
    removeEventListener('online', this.online);
    removeEventListener('offline', this.offline);
    clearTimeout(this.timer);
    if (this.socket) this.socket.onclose = null;
    this.socket?.close();
  }

  /** Back on a network: there is no reason to wait. */
  private readonly online = (): void => {
    if (this.socket?.readyState === WebSocket.OPEN) this.listener.changed('open');
    else if (this.socket?.readyState === WebSocket.CLOSED && !this.refused) {
      clearTimeout(this.timer);
      this.attempts = 0;
      this.listener.changed('reconnecting');
      this.connect();
    }
  };

  /** A socket may take minutes to notice. */
  private readonly offline = (): void => {
    if (!this.refused) this.listener.changed('offline');
  };

  private connect(): void {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.onopen = () => {
      this.attempts = 0;
      this.listener.changed('open');
      this.listener.opened();
    };
    socket.onmessage = (event) => this.listener.message(JSON.parse(event.data as string) as DashboardMessage);
    socket.onclose = (event) => this.closed(event);
  }

  private closed(event: CloseEvent): void {
    if (FINAL.has(event.code)) {
      this.refused = true;
      this.listener.changed({ refused: event.reason });
      return;
    }
    this.listener.changed(navigator.onLine ? 'reconnecting' : 'offline');
    this.timer = window.setTimeout(() => this.connect(), waitMs(this.attempts++, Math.random()));
  }
}

/** The wait before an attempt: doubling up to the longest, of which the chance in 0..1 takes up to a half away. */
export const waitMs = (attempts: number, chance: number): number =>
  Math.min(FIRST_WAIT_MS * 2 ** attempts, LONGEST_WAIT_MS) * (1 - chance / 2);
