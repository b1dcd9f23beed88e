/** The answers of the REST interface and the messages of the dashboard socket. Absent numbers are null. */
import type { Calibration } from '../shared/calibration';
import type { Reason, State } from '../shared/measures';
import type { Moment } from '../shared/time';
import type { FormerScoring, Scoring } from './whatif/knobs';

export interface User {
  readonly id: number;
  readonly email: string;
  readonly name: string;
}

export interface CourseSummary {
  readonly id: number;
  readonly title: string;
  readonly sessions: number;
  readonly created_at: Moment;
  readonly last_session_at: Moment | null;
}

/** A session in its course's history; the class figures are null for fewer than five people with enough data. */
export interface CourseLine {
  readonly id: number;
  readonly title: string;
  readonly started_at: Moment;
  readonly length_s: number;
  readonly participants: number;
  readonly q25: number | null;
  readonly median: number | null;
  readonly q75: number | null;
}

/** A change over weeks with its 95 % interval; `line`, from (time, value) to (time, value), is null unless it is clear. */
export interface Trend {
  readonly sessions: number;
  readonly slope_per_week: number;
  readonly low_per_week: number;
  readonly high_per_week: number;
  readonly clear: boolean;
  readonly line: readonly [readonly [number, number], readonly [number, number]] | null;
}

/** Somebody of a course; the lists are aligned with its sessions. */
export interface CoursePerson {
  readonly name: string;
  readonly by: 'roster' | 'user' | 'name';
  readonly participants: readonly (number | null)[];
  readonly present: readonly (number | null)[];
  readonly attentiveness: readonly (number | null)[];
}

export interface CoursePast {
  readonly course: { readonly id: number; readonly title: string };
  readonly class_only: boolean;
  readonly sessions: readonly CourseLine[];
  readonly trend: Trend | null;
  /** Null where the course shows no single people. */
  readonly people: readonly CoursePerson[] | null;
}

export interface Said {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly text: string;
}

export interface PersonSession {
  readonly participant: number;
  readonly session: { readonly id: number; readonly title: string; readonly started_at: Moment | null };
  readonly attentiveness: number | null;
  readonly known_share: number | null;
  readonly seconds: Readonly<Partial<Record<State, number>>>;
  readonly window_s: number;
  readonly times: readonly number[];
  readonly windows: HistoryPerson['windows'];
  readonly annotations: readonly Said[];
}

export interface PersonPast {
  readonly name: string;
  readonly by: CoursePerson['by'];
  readonly own: boolean;
  readonly hosts: boolean;
  readonly course: { readonly id: number; readonly title: string };
  readonly sessions: readonly PersonSession[];
  readonly trend: Trend | null;
}

/** What led to a moment: the minute before it, beside the one before that. */
export interface MomentPast {
  readonly from: number;
  readonly to: number;
  readonly markers: readonly Marker[];
  readonly class: {
    readonly n: number;
    readonly q25: number | null;
    readonly median: number | null;
    readonly q75: number | null;
    readonly before: number | null;
    readonly states: Readonly<Record<State, number>> | null;
    readonly states_before: Readonly<Record<State, number>> | null;
  };
  readonly people: readonly {
    readonly id: number;
    readonly name: string;
    readonly state: State | null;
    readonly before: State | null;
    readonly attentiveness: number | null;
    readonly known_share: number | null;
  }[];
}

export interface Attendee {
  readonly entry: number | null;
  readonly name: string;
  readonly participants: readonly number[];
  readonly status: 'present' | 'no_camera' | 'never_connected' | 'never_joined' | 'expected';
  readonly joined_at: Moment | null;
  readonly left_at: Moment | null;
  readonly present_s: number;
  readonly camera_s: number;
  readonly present_share: number | null;
}

export interface SessionAttendance {
  readonly length_s: number;
  readonly at_least: number;
  readonly people: readonly Attendee[] | null;
  readonly counts: Readonly<Record<'people' | 'enough' | Attendee['status'], number>> | null;
}

export interface Course {
  readonly id: number;
  readonly title: string;
  readonly sessions: readonly Session[];
}

export type SessionStatus = 'planned' | 'open' | 'closing' | 'closed';

export interface Session {
  readonly id: number;
  readonly course: { readonly id: number; readonly title: string };
  readonly title: string;
  readonly code: string;
  readonly join_url: string;
  readonly status: SessionStatus;
  /** Nobody new may join. */
  readonly locked: boolean;
  readonly clock: 'live' | 'recorded';
  /** How much of its recording is measured, 0 to 1; null when none is under way. */
  readonly measuring: number | null;
  readonly starts_at: Moment | null;
  readonly started_at: Moment | null;
  readonly ended_at: Moment | null;
  readonly participants: number;
}

export interface Marker {
  readonly id?: number;
  readonly at: Moment;
  readonly kind: string;
  readonly text: string;
}

/** A stretch that does not count; it still goes on while `ended_at` is null. */
export interface Break {
  readonly id: number;
  readonly started_at: Moment;
  readonly ended_at: Moment | null;
}

/** What people tapped. In a class-only session hands have no name, and counts are null for fewer than five people. */
export interface Signals {
  readonly hands: readonly {
    readonly id: number | null;
    readonly name: string | null;
    readonly at: Moment;
  }[];
  readonly counts: Readonly<Record<'too_fast' | 'too_slow' | 'lost', number | null>>;
}

/** The session so far of fewer than five people, aligned with `times`; where only the class is shown, of those who share. */
export interface Timelines {
  readonly window_s: number;
  readonly times: readonly number[];
  readonly people: readonly Timeline[];
  /** How many others take part. */
  readonly not_shared: number;
}

export type Timeline = { readonly id: number; readonly name: string } & HistoryPerson['windows'];

export interface LivePerson {
  readonly id: number;
  readonly name: string;
  readonly connected: boolean;
  readonly at: Moment | null;
  readonly state: State;
  readonly reason: Reason;
  readonly yaw: number | null;
  readonly pitch: number | null;
  readonly roll: number | null;
  readonly openness: number | null;
  readonly attentiveness: number | null;
  readonly known_share: number | null;
  readonly quality: number | null;
  readonly held_s: number | null;
  /** The head is turned further than can be read: its angles are a lower bound. */
  readonly out_of_range: boolean;
}

export interface CurvePoint {
  readonly at: Moment;
  readonly n: number;
  readonly q25: number | null;
  readonly median: number | null;
  readonly q75: number | null;
  readonly known_share: number | null;
}

export interface LiveSnapshot {
  readonly session: Session;
  readonly at: Moment;
  /** False where the course shows the class only: `people` is empty, and `states` are shares of its last minute. */
  readonly show_people: boolean;
  readonly people: readonly LivePerson[];
  readonly states: Readonly<Record<State, number>> | null;
  readonly timelines: Timelines | null;
  readonly curve: readonly CurvePoint[];
  readonly markers: readonly Marker[];
  readonly breaks: readonly Break[];
  readonly signals?: Signals;
}

/** participant, at, state, reason, yaw, pitch, roll, openness, attentiveness, known share, quality, held seconds, out of range */
export type UpdateRow = readonly [
  number,
  number,
  State,
  Reason,
  number | null,
  number | null,
  number | null,
  number | null,
  number | null,
  number | null,
  number | null,
  number | null,
  boolean,
];

export type ParticipantChange = Pick<LivePerson, 'id' | 'name' | 'connected'>;

export type DashboardMessage =
  | { readonly type: 'update'; readonly at: number; readonly people: readonly UpdateRow[] }
  | { readonly type: 'participant'; readonly change: string; readonly participant: ParticipantChange }
  | { readonly type: 'session'; readonly status: SessionStatus }
  | ({ readonly type: 'marker' } & Marker)
  /** Whose timelines may be shown from now on. */
  | { readonly type: 'sharing'; readonly people: readonly number[] }
  | ({ readonly type: 'break' } & Break)
  | ({ readonly type: 'signals' } & Signals);

export interface Curve {
  readonly n: readonly number[];
  readonly q25: readonly (number | null)[];
  readonly median: readonly (number | null)[];
  readonly q75: readonly (number | null)[];
  readonly known_share: readonly (number | null)[];
}

export interface HistoryPerson {
  readonly id: number;
  readonly name: string;
  readonly joined_at: Moment | null;
  readonly attentiveness: number | null;
  readonly known_share: number | null;
  readonly seconds: Readonly<Partial<Record<State, number>>>;
  readonly windows: {
    readonly attentiveness: readonly (number | null)[];
    readonly state: readonly (State | null)[];
    readonly known_share: readonly (number | null)[];
  };
}

/** How many people have which figure, in tenths of 0..1. */
export interface Distribution {
  readonly n: number;
  readonly counts: readonly number[];
  readonly q25: number;
  readonly median: number;
  readonly q75: number;
}

export interface History {
  readonly session: Session;
  /** The course shows its host no single people: `people` is empty. */
  readonly class_only: boolean;
  /** Null for fewer than five people with a figure. */
  readonly distribution: Distribution | null;
  /** What it is scored with, and was before; null before anything was scored. */
  readonly scoring: Scoring | null;
  readonly former: readonly FormerScoring[];
  /** Of all of the session; `times` are of what counts. */
  readonly began: number | null;
  readonly ended: number | null;
  readonly trim: { readonly from: number | null; readonly until: number | null };
  readonly breaks: readonly Break[];
  readonly window_s: number;
  readonly times: readonly number[];
  readonly curve: Curve;
  readonly people: readonly HistoryPerson[];
  readonly markers: readonly Marker[];
}

export interface ExplainedSegment {
  readonly from: Moment;
  readonly to: Moment;
  readonly state: State;
  readonly reason: Reason;
  /** It still goes on. */
  readonly open: boolean;
  /** Medians, and one standard deviation of one observation. */
  readonly yaw_deg: number | null;
  readonly pitch_deg: number | null;
  readonly yaw_error_deg: number | null;
  readonly pitch_error_deg: number | null;
}

export interface Explanation {
  readonly sentence: string;
  /** What counts, how sure it is, and what was left out, in sentences. */
  readonly details: readonly string[];
  /** What the person's self-test said, null without one. */
  readonly calibration: Calibration | null;
  readonly attentiveness: number | null;
  readonly interval: readonly [number, number] | null;
  readonly known_share: number | null;
  readonly segments: readonly ExplainedSegment[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly seconds: Readonly<Partial<Record<State, number>>>;
}
