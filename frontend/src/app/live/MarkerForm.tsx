import { useState } from 'preact/hooks';
import { post } from '../../shared/api';
import { unixSeconds } from '../../shared/time';
import { ErrorLine } from '../parts/Feedback';
import { takeFocus } from '../parts/takeFocus';
import { useAction } from '../parts/useAction';
import type { Marker, Session } from '../types';
import { t } from '../words';
import { tLive } from './words';

const KINDS = ['slide', 'poll', 'note'] as const;
type Kind = (typeof KINDS)[number];

interface MarkerFormProps {
  readonly session: Session;
  readonly markers: readonly Marker[];
  readonly added: () => void;
  readonly close: () => void;
}

/** What happens now: its kind and a text. After "Slide 14: the proof", "Slide 15" stands there already. */
export function MarkerForm({ session, markers, added, close }: MarkerFormProps) {
  const [kind, setKind] = useState<Kind>('slide');
  const [text, setText] = useState(() => suggestion('slide', markers));
  const { busy, error, run } = useAction();
  const send = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      await post(`/api/sessions/${session.id}/markers`, { text: text.trim(), kind });
      added();
      close();
    });
  };
  const choose = (next: Kind) => {
    if (text === suggestion(kind, markers)) setText(suggestion(next, markers));
    setKind(next);
  };
  return (
    <form class="marker-form" onSubmit={send} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <select
        class="input marker-kind"
        aria-label={tLive('marker.kind')}
        value={kind}
        onChange={(event) => choose(event.currentTarget.value as Kind)}
      >
        {KINDS.map((one) => (
          <option key={one} value={one}>
            {tLive(`marker.kind.${one}`)}
          </option>
        ))}
      </select>
      <input
        class="input"
        aria-label={tLive('marker.text')}
        placeholder={tLive(`marker.text.${kind}`)}
        maxLength={200}
        required
        ref={takeFocus}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button primary" disabled={busy || !text.trim()}>
        {tLive('marker.set')}
      </button>
      <button type="button" class="button quiet" onClick={close}>
        {t('app.cancel')}
      </button>
      <ErrorLine error={error} />
    </form>
  );
}

const suggestion = (kind: Kind, markers: readonly Marker[]): string => {
  const next = kind === 'slide' ? nextSlide(markers) : null;
  return next === null ? '' : tLive('marker.slide', { n: next });
};

/** The number after that of the last slide that has one. */
export function nextSlide(markers: readonly Marker[]): number | null {
  const numbered = markers
    .filter(({ kind }) => kind === 'slide')
    .toSorted((a, b) => unixSeconds(a.at) - unixSeconds(b.at))
    .map(({ text }) => /\d+/.exec(text)?.[0])
    .findLast((number) => number !== undefined);
  return numbered === undefined ? null : Number(numbered) + 1;
}
