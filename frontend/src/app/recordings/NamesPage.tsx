import { useState } from 'preact/hooks';
import { patch, put } from '../../shared/api';
import { duration, stopwatch } from '../../shared/time';
import { useLoaded } from '../load';
import { Empty, ErrorLine, Loading, Problem } from '../parts/Feedback';
import { useAction } from '../parts/useAction';
import { Link } from '../router';
import { t } from './words';

type Box = readonly [number, number, number, number];

interface Face {
  readonly id: number;
  readonly name: string;
  readonly roster_entry: number | null;
  readonly first_s: number | null;
  readonly seen_s: number | null;
  /** Left, top, width, height in shares of the picture. */
  readonly box: Box | null;
}

interface Answer {
  readonly faces: readonly Face[];
  readonly roster: readonly { readonly id: number; readonly name: string }[];
}

/** The people of a recording, to be named by where in the picture they were. */
export function NamesPage({ id }: { readonly id: number }) {
  const { data, error, reload } = useLoaded<Answer>(`/api/sessions/${id}/faces`);
  if (error) return <Problem error={error} retry={reload} />;
  if (!data) return <Loading />;
  const boxes = data.faces.flatMap((face) => (face.box ? [face.box] : []));
  return (
    <div class="page narrow">
      <div class="page-head">
        <h1>{t('names.title')}</h1>
        <Link class="button" to={`/sessions/${id}/history`}>
          {t('names.history')}
        </Link>
      </div>
      {data.faces.length === 0 ? (
        <Empty title={t('names.none')} />
      ) : (
        <>
          <p class="soft">{t(boxes.length > 0 ? 'names.about' : 'names.no_box')}</p>
          <ul class="card list faces">
            {data.faces.map((face) => (
              <li key={face.id}>
                <FaceRow face={face} boxes={boxes} roster={data.roster} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

interface FaceRowProps {
  readonly face: Face;
  readonly boxes: readonly Box[];
  readonly roster: Answer['roster'];
}

function FaceRow({ face, boxes, roster }: FaceRowProps) {
  const [name, setName] = useState(face.name);
  const [entry, setEntry] = useState(face.roster_entry);
  const [saved, setSaved] = useState(false);
  const { busy, error, run } = useAction();
  const keep = (work: () => Promise<{ readonly name: string }>) =>
    void run(async () => {
      setName((await work()).name);
      setSaved(true);
    });
  const choose = (chosen: number | null) => {
    setEntry(chosen);
    keep(() => put(`/api/participants/${face.id}/entry`, { entry: chosen }));
  };
  const rename = (event: Event) => {
    event.preventDefault();
    keep(() => patch(`/api/participants/${face.id}`, { name: name.trim() }));
  };
  return (
    <form class="face-row" onSubmit={rename}>
      {face.box && <Place box={face.box} boxes={boxes} />}
      <div class="face-fields">
        {face.seen_s !== null && face.first_s !== null && (
          <p class="small soft number">
            {t('names.seen', { seen: duration(face.seen_s), first: stopwatch(face.first_s) })}
          </p>
        )}
        <div class="face-inputs">
          <label class="field">
            <span>{t('names.name')}</span>
            <input
              class="input"
              required
              maxLength={120}
              value={name}
              onInput={(event) => {
                setName(event.currentTarget.value);
                setSaved(false);
              }}
            />
          </label>
          {roster.length > 0 && (
            <label class="field">
              <span>{t('names.roster')}</span>
              <select
                class="input"
                value={entry ?? ''}
                onChange={(event) => choose(Number(event.currentTarget.value) || null)}
              >
                <option value="">{t('names.nobody')}</option>
                {roster.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </select>
            </label>
          )}
          <button type="submit" class="button" disabled={busy || !name.trim()}>
            {t('names.save')}
          </button>
        </div>
        <p class="small soft face-saved" role="status">
          {saved && t('names.saved')}
        </p>
        <ErrorLine error={error} />
      </div>
    </form>
  );
}

/** The picture's outline, with this person's box filled and the others' faint. */
function Place({ box, boxes }: { readonly box: Box; readonly boxes: readonly Box[] }) {
  return (
    <svg class="face-place" viewBox="0 0 160 90" role="img" aria-label={t('names.where')}>
      <rect class="face-picture" x="0.5" y="0.5" width="159" height="89" rx="4" />
      {boxes.map((one, at) => (
        <rect key={at} class="face-other" {...corners(one)} rx="3" />
      ))}
      <rect class="face-this" {...corners(box)} rx="3" />
    </svg>
  );
}

const corners = ([left, top, width, height]: Box) => ({
  x: 160 * left,
  y: 90 * top,
  width: 160 * width,
  height: 90 * height,
});
