import { useEffect, useMemo, useRef } from 'preact/hooks';
import { colourChanges } from '../../shared/theme';
import type { HistoryPerson } from '../types';
import { paintStrip, runs, type StripMode, stripPalette, type TimeAxis } from './strip';

interface StripCanvasProps {
  readonly person: HistoryPerson;
  readonly axis: TimeAxis;
  readonly mode?: StripMode;
  readonly class?: string;
  /** What it shows in words, unless what is around it says so. */
  readonly label?: string;
}

/** A person's time as stretches of colour, painted again when its size or the theme is another. */
export function StripCanvas({ person, axis, mode = 'state', label, ...rest }: StripCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stretches = useMemo(() => runs(person, mode, axis), [person, mode, axis]);
  const colours = colourChanges.value;
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const watch = new ResizeObserver(() => paintStrip(element, stretches, axis, stripPalette()));
    watch.observe(element);
    return () => watch.disconnect();
  }, [stretches, axis, colours]);
  return <canvas ref={canvas} role={label ? 'img' : undefined} aria-label={label} {...rest} />;
}
