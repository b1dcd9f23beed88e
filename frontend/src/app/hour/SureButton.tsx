import { useEffect, useState } from 'preact/hooks';

/** For so long a second press means it. */
const MEANT_S = 4;

interface SureButtonProps {
  readonly words: string;
  readonly sure: string;
  readonly act: () => unknown;
}

/** What it does cannot be undone, so it is pressed twice. */
export function SureButton({ words, sure, act }: SureButtonProps) {
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (!asked) return;
    const timer = setTimeout(() => setAsked(false), MEANT_S * 1000);
    return () => clearTimeout(timer);
  }, [asked]);
  return (
    <button
      type="button"
      class="button danger"
      onClick={() => (asked ? act() : setAsked(true))}
      aria-live="polite"
    >
      {asked ? sure : words}
    </button>
  );
}
