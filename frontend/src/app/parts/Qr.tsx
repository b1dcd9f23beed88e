import { useEffect, useState } from 'preact/hooks';

const QUIET = 4; // modules of white around it, as the standard wants

/** A text as a QR code, dark on white in either theme, since cameras expect that. What draws it is loaded when it is needed. */
export function Qr({ text, label }: { readonly text: string; readonly label: string }) {
  const [code, setCode] = useState<{ size: number; path: string } | null>(null);
  useEffect(() => {
    let wanted = true;
    void import('uqr').then(({ encode }) => {
      const { data, size } = encode(text, { ecc: 'M', border: 0 });
      if (wanted) setCode({ size, path: modules(data) });
    });
    return () => {
      wanted = false;
    };
  }, [text]);
  const size = (code?.size ?? 25) + 2 * QUIET;
  return (
    <svg class="qr" viewBox={`${-QUIET} ${-QUIET} ${size} ${size}`} role="img" aria-label={label}>
      <path d={code?.path ?? ''} />
    </svg>
  );
}

/** Each run of dark modules of a row is a rectangle. */
export function modules(rows: readonly (readonly boolean[])[]): string {
  return rows
    .flatMap((row, y) => runs(row).map(([x, length]) => `M${x} ${y}h${length}v1h${-length}z`))
    .join('');
}

function runs(row: readonly boolean[]): [number, number][] {
  const found: [number, number][] = [];
  row.forEach((dark, x) => {
    const last = found.at(-1);
    if (!dark) return;
    if (last && last[0] + last[1] === x) last[1]++;
    else found.push([x, 1]);
  });
  return found;
}
