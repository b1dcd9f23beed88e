import { arc, faceRim, nose, outline, path, rotation } from './head';

interface HeadProps {
  readonly yaw: number | null;
  readonly pitch: number | null;
  readonly roll: number | null;
  readonly eyesClosed?: boolean;
  /** Turned further than can be read: the outline is open. */
  readonly beyond?: boolean;
  readonly size?: number;
}

/** A small head turned as the person's head is; a dashed outline without a face when that is not known. */
export function Head({ yaw, pitch, roll, eyesClosed = false, beyond = false, size = 56 }: HeadProps) {
  return (
    <svg
      class={beyond ? 'head beyond' : 'head'}
      viewBox="-1.2 -1.2 2.4 2.4"
      width={size}
      height={size}
      aria-hidden="true"
    >
      {yaw === null || pitch === null ? (
        <ellipse class="head-absent" rx="0.76" ry="1" />
      ) : (
        <Turned yaw={yaw} pitch={pitch} roll={roll ?? 0} eyesClosed={eyesClosed} />
      )}
    </svg>
  );
}

function Turned({
  yaw,
  pitch,
  roll,
  eyesClosed,
}: Record<'yaw' | 'pitch' | 'roll', number> & { eyesClosed: boolean }) {
  const r = rotation(yaw, pitch, roll);
  const { rx, ry, angle } = outline(r);
  const [inner, outer, sag] = eyesClosed ? [19, 38, 5] : [26, 31, 0];
  return (
    <>
      <ellipse class="head-skull" rx={rx} ry={ry} transform={`rotate(${angle.toFixed(1)})`} />
      <path class="head-face" d={path(faceRim(r), true)} />
      <path
        class={eyesClosed ? 'head-eye closed' : 'head-eye'}
        d={path(arc(r, -outer, -inner, 5, sag)) + path(arc(r, inner, outer, 5, sag))}
      />
      <path class="head-nose" d={path(nose(r))} />
    </>
  );
}
