import { type ReadonlySignal, type Signal, signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** People just outside the screen are painted too, so that scrolling finds them as they are. */
const MARGIN = '300px';

const watched = new WeakMap<Element, Signal<boolean>>();
const watch = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      const shown = watched.get(target);
      if (shown) shown.value = isIntersecting;
    }
  },
  { rootMargin: MARGIN },
);

/** Whether an element is on the screen, or nearly. Of a large class that is a tenth: nobody else is painted anew. */
export function useShown(element: RefObject<Element | null>): ReadonlySignal<boolean> {
  const shown = useSignal(true);
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    watched.set(target, shown);
    watch.observe(target);
    return () => watch.unobserve(target);
  }, []);
  return shown;
}

/** The value while it is shown, and the one it had when it was last shown otherwise. */
export const whileShown = <Value>(shown: ReadonlySignal<boolean>, value: ReadonlySignal<Value>): Value =>
  shown.value ? value.value : value.peek();

/** The clock of those who are not shown. */
export const STILL: ReadonlySignal<number | null> = signal(null);
