import { percent } from '../../shared/numbers';
import { dayAndTime, unixSeconds } from '../../shared/time';
import { Link } from '../router';
import type { Moment } from '../../shared/time';
import type { Trend } from '../types';

/** A session's figure on the axis of a course; the quartiles of a class, or none of a single person. */
export interface Dot {
  readonly id: number;
  readonly title: string;
  readonly at: Moment | null;
  readonly value: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
  /** All of it in words. */
  readonly words: string;
}

interface SessionsProps {
  readonly dots: readonly Dot[];
  readonly trend: Trend | null;
  readonly label: string;
  /** Whether the viewer may open the sessions. */
  readonly opens: boolean;
}

/** Figures of sessions over the time of a course, with the line of their trend where there is a clear one. */
export function Sessions({ dots, trend, label, opens }: SessionsProps) {
  const times = dots.map(({ at }) => (at === null ? 0 : unixSeconds(at)));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  // Half a step of room at both ends.
  const share = (at: number) => (last > first ? 3 + (94 * (at - first)) / (last - first) : 50);
  return (
    <figure class="sessions" aria-label={label}>
      <p class="sessions-scale faint tiny number" aria-hidden="true">
        <span>{percent(1)}</span>
        <span>{percent(0.5)}</span>
        <span>{percent(0)}</span>
      </p>
      <div class="sessions-plot">
        {trend?.line && <TrendLine line={trend.line} share={share} />}
        <ol>
          {dots.map((dot, i) => (
            <li
              key={`${dot.id} ${i}`}
              class={place(share(times[i] ?? 0))}
              style={{ left: `${share(times[i] ?? 0)}%` }}
            >
              {opens ? <DotLink dot={dot} /> : <DotPlain dot={dot} />}
            </li>
          ))}
        </ol>
      </div>
      <p class="sessions-ends faint tiny number" aria-hidden="true">
        <span>{dots[0]?.at && dayAndTime(dots[0].at)}</span>
        <span>{dots.length > 1 && dots.at(-1)?.at && dayAndTime(dots.at(-1)?.at ?? 0)}</span>
      </p>
    </figure>
  );
}

/** Where there is room for its figures. */
const place = (percentage: number) => (percentage < 20 ? 'first' : percentage > 80 ? 'last' : '');

function TrendLine({
  line: [begin, end],
  share,
}: {
  readonly line: NonNullable<Trend['line']>;
  readonly share: (at: number) => number;
}) {
  return (
    <svg class="sessions-trend" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      <line
        x1={share(begin[0])}
        y1={100 - 100 * begin[1]}
        x2={share(end[0])}
        y2={100 - 100 * end[1]}
        vector-effect="non-scaling-stroke"
      />
    </svg>
  );
}

function DotLink({ dot }: { readonly dot: Dot }) {
  return (
    <Link to={`/sessions/${dot.id}/history`} class="session-dot" label={dot.words}>
      <Figure dot={dot} />
    </Link>
  );
}

function DotPlain({ dot }: { readonly dot: Dot }) {
  return (
    <span class="session-dot" role="img" aria-label={dot.words}>
      <Figure dot={dot} />
    </span>
  );
}

function Figure({ dot: { title, at, value, low, high } }: { readonly dot: Dot }) {
  const tip = [title, at !== null && dayAndTime(at), value !== null && percent(value)]
    .filter(Boolean)
    .join(' · ');
  return (
    <>
      {low != null && high != null && (
        <span class="session-range" style={{ bottom: `${low * 100}%`, height: `${(high - low) * 100}%` }} />
      )}
      {value === null ? (
        <span class="session-none hatched" />
      ) : (
        <span class="session-value" style={{ bottom: `${value * 100}%` }} />
      )}
      <span class="session-tip tiny" aria-hidden="true">
        {tip}
      </span>
    </>
  );
}
