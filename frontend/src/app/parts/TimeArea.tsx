import { type Signal, useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

interface TimeAreaProps {
  readonly from: number;
  readonly to: number;
  /** The time that is pointed at, shared by everything in the area; null when nothing is. */
  readonly cursor: Signal<number | null>;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/**
 * A block whose charts and rows share one time axis, with one line through all of them at the time pointed at.
 * Its style sheet says how far the axis is from the edges: --plot-left, --plot-right.
 */
export function TimeArea({ from, to, cursor, children, ...rest }: TimeAreaProps) {
  const area = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const span = Math.max(to - from, 1);
  const point = (event: PointerEvent) => {
    const { x, width } = plot(area.current);
    const share = (event.clientX - x) / width;
    cursor.value = share < 0 || share > 1 ? null : from + share * span;
  };
  useSignalEffect(() => {
    const at = cursor.value;
    if (!line.current) return;
    line.current.hidden = at === null;
    line.current.style.setProperty('--at', String(((at ?? from) - from) / span));
  });
  return (
    <div
      ref={area}
      class={`time-area ${rest.class ?? ''}`}
      onPointerMove={point}
      onPointerLeave={() => {
        cursor.value = null;
      }}
    >
      {children}
      <div ref={line} class="crosshair" hidden />
    </div>
  );
}

/** Where the time axis begins on the screen, and how long it is, in CSS pixels. */
export function plot(element: HTMLElement | null): { x: number; left: number; right: number; width: number } {
  if (!element) return { x: 0, left: 0, right: 0, width: 1 };
  const style = getComputedStyle(element);
  const left = Number.parseFloat(style.getPropertyValue('--plot-left')) || 0;
  const right = Number.parseFloat(style.getPropertyValue('--plot-right')) || 0;
  const box = element.getBoundingClientRect();
  return { x: box.x + left, left, right, width: Math.max(box.width - left - right, 1) };
}
