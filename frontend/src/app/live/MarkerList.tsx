import { timeWithSeconds, unixSeconds } from '../../shared/time';
import type { Marker } from '../types';
import { tLive } from './words';

/** What was marked, in words: the lines in the chart have room for little. */
export function MarkerList({ markers }: { readonly markers: readonly Marker[] }) {
  if (markers.length === 0) return null;
  const latest = markers.toSorted((a, b) => unixSeconds(b.at) - unixSeconds(a.at));
  return (
    <details class="marker-list small">
      <summary class="soft">
        {tLive.count('markers', markers.length)}
        <span class="marker-latest">{latest[0]?.text}</span>
      </summary>
      <ol tabIndex={0} aria-label={tLive('markers.list')}>
        {latest.map(({ at, kind, text }) => (
          <li key={`${at} ${text}`}>
            <span class="number soft">{timeWithSeconds(at)}</span>
            <span class="faint">{isKind(kind) && tLive(`marker.kind.${kind}`)}</span>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

const isKind = (kind: string): kind is 'slide' | 'poll' | 'note' => ['slide', 'poll', 'note'].includes(kind);
