import type { Moment } from '../../shared/time';
import type { Course, CourseSummary } from '../types';

export const KINDS = ['class', 'meeting', 'interview', 'assessment', 'self_study'] as const;
export type Kind = (typeof KINDS)[number];

export interface Policy {
  readonly capture: 'landmarks' | 'frames';
  readonly keep_observations_days: number;
  readonly keep_history_days: number;
  readonly show_people: boolean;
}

export interface CourseCard extends CourseSummary {
  readonly kind: Kind;
  readonly archived_at: Moment | null;
}

export interface CourseDetail extends Course {
  readonly kind: Kind;
  readonly archived_at: Moment | null;
  readonly policy: Policy;
}

export interface RosterEntry {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  /** What a personal link carries. */
  readonly key: string;
  /** How many sessions they joined. */
  readonly sessions: number;
}

export interface ImportedRow {
  readonly line: number;
  readonly name: string;
  readonly email: string;
  readonly status: 'new' | 'twice' | 'wrong';
  readonly problem: string | null;
}

export interface ImportPreview {
  readonly has_headings: boolean;
  readonly name_columns: readonly string[];
  readonly email_column: string | null;
  readonly rows: readonly ImportedRow[];
}

export type Presence = 'present' | 'no_camera' | 'never_connected' | 'never_joined' | 'expected';

export interface Attendee {
  /** On the roster, null for somebody who is not. */
  readonly entry: number | null;
  readonly name: string;
  readonly participants: readonly number[];
  readonly status: Presence;
  readonly joined_at: Moment | null;
  /** null: never there, or still is. */
  readonly left_at: Moment | null;
  readonly present_s: number;
  readonly camera_s: number;
  readonly present_share: number | null;
  readonly enough: boolean | null;
}

export interface Attendance {
  readonly at_least: number;
  /** null where the course shows nobody, and the counts too for fewer than five people. */
  readonly people: readonly Attendee[] | null;
  readonly counts:
    (Readonly<Record<Presence, number>> & { readonly people: number; readonly enough: number }) | null;
}
