import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ApiError, getAs } from '../../shared/api';
import { degrees } from '../../shared/numbers';
import { StateMark } from '../../shared/StateMark';
import { duration, timeWithSeconds } from '../../shared/time';
import type { OwnExplanation, Span } from './history';
import { stateSentence, t } from './words';

/** Why a number is what it is, in the server's sentences. */
export function Why({ token, span }: { readonly token: string; readonly span: Span }) {
  const answer = useSignal<OwnExplanation | null>(null);
  const problem = useSignal<string | null>(null);
  useEffect(() => {
    const query = new URLSearchParams({ from: String(span.from), to: String(span.to) });
    getAs<OwnExplanation>(token, `/api/me/explain?${query}`).then(
      (answered) => (answer.value = answered),
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        problem.value = error.message;
      },
    );
  }, []);
  if (problem.value) {
    return (
      <p class="notice error" role="alert">
        {problem.value}
      </p>
    );
  }
  if (!answer.value) return <p class="soft">{t('own.loading')}</p>;
  const { sentence, details, segments } = answer.value;
  return (
    <div class="own-why" role="status">
      <p>{sentence}</p>
      <ul class="small soft">
        {details.map((detail) => (
          <li key={detail}>{detail}</li>
        ))}
      </ul>
      {segments.length === 0 && <p class="soft">{t('own.why.none')}</p>}
      <ol class="own-segments small">
        {segments.map((segment) => (
          <li key={segment.from}>
            <span class="number soft">{timeWithSeconds(segment.from)}</span>
            <span class="own-state">
              <StateMark state={segment.state} /> {stateSentence(segment.state, segment.reason)}
            </span>
            <span class="number soft">
              {duration(segment.to - segment.from)}
              {segment.yaw_deg !== null &&
                segment.pitch_deg !== null &&
                ` · ${degrees(segment.yaw_deg)} / ${degrees(segment.pitch_deg)}`}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
