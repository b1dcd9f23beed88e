import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { paintStrip, runs, stripPalette, type TimeAxis } from '../history/strip';
import { totals } from '../history/Strip';
import { STATES } from '../../shared/measures';
import { StateMark } from '../../shared/StateMark';
import { colourChanges } from '../../shared/theme';
import { timeOfDay } from '../../shared/time';
import { TimeArea } from '../parts/TimeArea';
import type { HistoryPerson, Timelines as Given } from '../types';
import { stateWords } from '../words';
import type { LiveClass } from './LiveClass';
import { MarkerList } from './MarkerList';
import { tLive } from './words';

/** As for the curve: a young session does not look like an old one. */
const SHORTEST_AXIS_S = 600;

/** Of fewer than five people there is no class curve: each has a timeline of their own, on one axis. */
export function Timelines({ live }: { readonly live: LiveClass }) {
  const cursor = useSignal<number | null>(null);
  const timelines = live.timelines.value;
  if (!timelines || timelines.times.length === 0)
    return (
      <div class="timelines">
        <h2>{tLive('timelines.title')}</h2>
        <p class="soft small">{tLive('timelines.early')}</p>
        <MarkerList markers={live.markers.value} />
      </div>
    );
  const axis = axisOf(timelines);
  return (
    <div class="timelines">
      <h2>{tLive('timelines.title')}</h2>
      <p class="soft small">{tLive('timelines.lead')}</p>
      <TimeArea from={axis.from} to={axis.to} cursor={cursor} class="timelines-area">
        <ol>
          {timelines.people.map((windows) => (
            <Row key={windows.id} person={personOf(live, windows)} axis={axis} />
          ))}
        </ol>
        <Ends axis={axis} />
      </TimeArea>
      <MarkerList markers={live.markers.value} />
      <p class="legend small soft">
        {STATES.map((state) => (
          <span key={state} class="legend-item">
            <StateMark state={state} /> {stateWords(state)}
          </span>
        ))}
      </p>
    </div>
  );
}

function axisOf({ times, window_s }: Given): TimeAxis {
  const from = times[0] ?? 0;
  const to = Math.max((times.at(-1) ?? from) + window_s, from + SHORTEST_AXIS_S);
  return { times, window_s, from, to };
}

/** As the history has a person, of what is known while the session goes on. */
function personOf(live: LiveClass, { id, ...windows }: Given['people'][number]): HistoryPerson {
  const { name, attentiveness, known_share } = live.person(id).peek();
  const seconds = Object.fromEntries(
    STATES.map((state) => [state, windows.state.filter((one) => one === state).length * 10]),
  );
  return { id, name, joined_at: null, attentiveness, known_share, seconds, windows };
}

function Row({ person, axis }: { readonly person: HistoryPerson; readonly axis: TimeAxis }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stretches = useMemo(() => runs(person, 'state', axis), [person, axis]);
  const colours = colourChanges.value;
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const watch = new ResizeObserver(() => paintStrip(element, stretches, axis, stripPalette()));
    watch.observe(element);
    return () => watch.disconnect();
  }, [stretches, axis, colours]);
  const words = tLive('timelines.row', {
    name: person.name,
    totals: totals(person) || tLive('timelines.nothing'),
  });
  return (
    <li class="timeline">
      <span class="timeline-name">{person.name}</span>
      <canvas ref={canvas} class="timeline-strip" role="img" aria-label={words} />
    </li>
  );
}

/** Where the axis begins and where it ends. */
function Ends({ axis }: { readonly axis: TimeAxis }) {
  return (
    <p class="timelines-ends tiny faint number" aria-hidden="true">
      <span>{timeOfDay(axis.from)}</span>
      <span>{timeOfDay(axis.to)}</span>
    </p>
  );
}
