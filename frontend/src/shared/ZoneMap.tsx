import { type CalibratedZone, frameOf, onMap, REACH, STATE_ON, type ZoneName } from './calibration';
import { stateColour } from './measures';
import { StateMark } from './StateMark';

interface ZoneMapProps {
  readonly zones: readonly CalibratedZone[];
  readonly words: (zone: ZoneName) => string;
  readonly camera: string;
}

/** Where a person's zones lie as they see them, each as wide as it is taken; nothing where there is only one. */
export function ZoneMap({ zones, words, camera }: ZoneMapProps) {
  if (zones.length < 2) return null;
  return (
    <figure class="zone-map">
      <svg viewBox={frameOf(zones).join(' ')} aria-hidden="true">
        {zones.map((zone) => (
          <Zone key={zone.zone} zone={zone} />
        ))}
        <path class="zone-camera" d="M-1.6 0H1.6M0-1.6V1.6" />
      </svg>
      <figcaption class="legend small soft">
        {zones.map(({ zone }) => (
          <span key={zone} class="legend-item">
            <StateMark state={STATE_ON[zone]} /> {words(zone)}
          </span>
        ))}
        <span class="legend-item">+ {camera}</span>
      </figcaption>
    </figure>
  );
}

function Zone({ zone }: { readonly zone: CalibratedZone }) {
  const { x, y } = onMap(zone);
  return (
    <g style={{ color: `var(${stateColour(STATE_ON[zone.zone])})` }}>
      <ellipse class="zone-area" cx={x} cy={y} rx={REACH * zone.yaw_sd_deg} ry={REACH * zone.pitch_sd_deg} />
      <circle class="zone-centre" cx={x} cy={y} r="0.9" />
    </g>
  );
}
