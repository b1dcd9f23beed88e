import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Head } from '../../shared/Head';
import { within } from '../../shared/numbers';
import { type Calibration, STATE_ON } from '../../shared/calibration';
import { ZoneMap } from '../../shared/ZoneMap';
import { StateMark } from '../../shared/StateMark';
import { duration, timeWithSeconds, unixSeconds } from '../../shared/time';
import { useLoaded } from '../load';
import { Attentiveness } from '../parts/Attentiveness';
import { Loading, Trouble } from '../parts/Feedback';
import { Link } from '../router';
import { Values } from '../scoring/Values';
import type { Asked } from './view';
import type { ExplainedSegment, Explanation } from '../types';
import { stateSentence, stateWords, t } from '../words';

export interface Question extends Asked {
  readonly name: string;
}

interface WhyProps {
  readonly question: Question;
  readonly close: () => void;
  /** What else may be done about the person. */
  readonly actions?: ComponentChildren;
}

/** Any figure can be asked "why": the sentence, the segments and the parameters that made it. */
export function Why({ question, close, actions }: WhyProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="why"
      aria-labelledby="why-title"
      onClose={close}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="why-body">
        <div class="why-head">
          <div>
            <h2 id="why-title">{question.name}</h2>
            <p class="soft small number">
              {timeWithSeconds(question.from)} – {timeWithSeconds(question.to)}
            </p>
          </div>
          <button type="button" class="button quiet small" onClick={() => dialog.current?.close()}>
            {t('app.close')}
          </button>
        </div>
        <Answer question={question} />
        {actions}
      </div>
    </dialog>
  );
}

function Answer({ question }: Pick<WhyProps, 'question'>) {
  const { participant, from, to } = question;
  const query = new URLSearchParams({ from: String(from), to: String(to) });
  const {
    data: answer,
    error,
    reload,
  } = useLoaded<Explanation>(`/api/participants/${participant}/explain?${query}`);
  if (error) return <Trouble error={error} retry={reload} />;
  if (!answer) return <Loading />;
  return (
    <>
      <Attentiveness
        attentiveness={answer.attentiveness}
        knownShare={answer.known_share}
        interval={answer.interval}
      />
      <p class="why-sentence">{answer.sentence}</p>
      <Sentences sentences={answer.details} />
      {answer.calibration && <Check calibration={answer.calibration} />}
      <h3>{t('why.segments')}</h3>
      {answer.segments.length === 0 && <p class="soft">{t('why.none')}</p>}
      <ol class="segments">
        {answer.segments.map((segment) => (
          <SegmentRow key={segment.from} segment={segment} />
        ))}
      </ol>
      <Parameters parameters={answer.parameters} />
      <p class="small">
        <Link to="/accuracy">{t('accuracy.title')}</Link>
      </p>
    </>
  );
}

function Check({ calibration: { sentences, zones } }: { readonly calibration: Calibration }) {
  return (
    <details class="why-check">
      <summary class="small">{t('why.calibration')}</summary>
      <ZoneMap zones={zones} words={(zone) => stateWords(STATE_ON[zone])} camera={t('why.camera')} />
      <Sentences sentences={sentences} />
    </details>
  );
}

function Sentences({ sentences }: { readonly sentences: readonly string[] }) {
  return (
    <ul class="why-details soft small">
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

function SegmentRow({ segment }: { readonly segment: ExplainedSegment }) {
  const { from, to, state, reason, yaw_deg, pitch_deg, yaw_error_deg, pitch_error_deg, open } = segment;
  const posed = state !== 'unknown' && yaw_deg !== null && pitch_deg !== null;
  return (
    <li class="segment">
      <Head
        yaw={posed ? yaw_deg : null}
        pitch={posed ? pitch_deg : null}
        roll={0}
        eyesClosed={state === 'eyes_closed'}
        size={40}
      />
      <span class="segment-what">
        <span class="person-state">
          <StateMark state={state} />
          {stateSentence(state, reason)}
        </span>
        <span class="faint tiny number">
          {timeWithSeconds(from)}
          {posed &&
            ` · ${t('why.pose', { yaw: within(yaw_deg, yaw_error_deg), pitch: within(pitch_deg, pitch_error_deg) })}`}
        </span>
      </span>
      <span class="number small segment-length">
        {duration(unixSeconds(to) - unixSeconds(from))}
        {open && <span class="faint tiny">{t('why.open.segment')}</span>}
      </span>
    </li>
  );
}

function Parameters({ parameters }: { readonly parameters: Explanation['parameters'] }) {
  return (
    <details class="parameters">
      <summary>{t('why.parameters')}</summary>
      <Values parameters={parameters} />
    </details>
  );
}
