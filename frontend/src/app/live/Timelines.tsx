import { useSignal } from '@preact/signals';
import type { TimeAxis } from '../history/strip';
import { totals } from '../history/Strip';
import { StripCanvas } from '../history/StripCanvas';
import { timeOfDay } from '../../shared/time';
import { TimeArea } from '../parts/TimeArea';
import { StateLegend } from '../parts/StateLegend';
import type { HistoryPerson, Timeline, Timelines as Given } from '../types';
import type { LiveClass } from './LiveClass';
import { MarkerList } from './MarkerList';
import { secondsOf } from './recent';
import { RecentTable, RecentWords } from './Recently';
import { tLive } from './words';

/** As for the curve: a young session does not look like an old one. */
const SHORTEST_AXIS_S = 600;

/** Of fewer than five people there is no class curve: each has a timeline of their own, on one axis. */
export function Timelines({ live }: { readonly live: LiveClass }) {
  const timelines = live.timelines.value;
  const some = timelines && timelines.times.length > 0 && timelines.people.length > 0;
  return (
    <div class="timelines">
      {live.showsPeople.value ? <EverybodyHead /> : <SharedHead timelines={timelines} />}
      {some ? <Chart timelines={timelines} /> : <Nothing timelines={timelines} />}
      <MarkerList markers={live.markers.value} />
      {some && (
        <>
          <RecentTable timelines={timelines} />
          <StateLegend />
        </>
      )}
    </div>
  );
}

function EverybodyHead() {
  return (
    <>
      <h2>{tLive('timelines.title')}</h2>
      <p class="soft small">{tLive('timelines.lead')}</p>
    </>
  );
}

/** Where the course shows the class only. */
function SharedHead({ timelines }: { readonly timelines: Given | null }) {
  const others = timelines?.not_shared ?? 0;
  const nobody = timelines?.people.length === 0;
  return (
    <>
      <h2>{tLive('timelines.shared')}</h2>
      <p class="soft small">{tLive('timelines.shared.lead')}</p>
      <p class="small" role="status">
        {nobody && tLive('timelines.shared.none')}{' '}
        {others > 0 && tLive.count(nobody ? 'timelines.present' : 'timelines.others', others)}
      </p>
    </>
  );
}

function Nothing({ timelines }: { readonly timelines: Given | null }) {
  if (timelines?.people.length === 0) return null;
  return <p class="soft small">{tLive('timelines.early')}</p>;
}

function Chart({ timelines }: { readonly timelines: Given }) {
  const cursor = useSignal<number | null>(null);
  const axis = axisOf(timelines);
  return (
    <>
      <RecentWords timelines={timelines} />
      <TimeArea from={axis.from} to={axis.to} cursor={cursor} class="timelines-area">
        <ol>
          {timelines.people.map((timeline) => (
            <Row key={timeline.id} person={personOf(timeline, timelines.window_s)} axis={axis} />
          ))}
        </ol>
        <Ends axis={axis} />
      </TimeArea>
    </>
  );
}

function axisOf({ times, window_s }: Given): TimeAxis {
  const from = times[0] ?? 0;
  const to = Math.max((times.at(-1) ?? from) + window_s, from + SHORTEST_AXIS_S);
  return { times, window_s, from, to };
}

/** As the history has a person, of what a strip needs. */
function personOf({ id, name, ...windows }: Timeline, window_s: number): HistoryPerson {
  const seconds = secondsOf(windows.state, window_s);
  return { id, name, joined_at: null, attentiveness: null, known_share: null, seconds, windows };
}

function Row({ person, axis }: { readonly person: HistoryPerson; readonly axis: TimeAxis }) {
  const words = tLive('timelines.row', {
    name: person.name,
    totals: totals(person) || tLive('timelines.nothing'),
  });
  return (
    <li class="timeline">
      <span class="timeline-name">{person.name}</span>
      <StripCanvas person={person} axis={axis} class="timeline-strip" label={words} />
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
