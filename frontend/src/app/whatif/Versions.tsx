import { dayAndTime } from '../../shared/time';
import { look } from '../router';
import { parameterWords, valueOf } from '../scoring/parameters';
import {
  hiddenDifferences,
  type Parameters,
  type Scoring,
  type Version,
  versionQuery,
  type WhatIf,
} from './knobs';
import { t } from './words';

interface VersionsProps {
  readonly scoring: Scoring;
  readonly former: WhatIf['former'];
  /** The version that the values start from. */
  readonly base: Version;
}

/** What the session is and was scored with; all values of an earlier version can be set again. */
export function Versions({ scoring, former, base }: VersionsProps) {
  const others = former.filter(({ version }) => version !== scoring.version);
  return (
    <section class="whatif-versions small">
      <p class="soft">{t('whatif.version', { version: scoring.version })}</p>
      {others.length > 0 && (
        <>
          <h2 class="tiny-title">{t('whatif.former')}</h2>
          <ul>
            {others.map(({ version, replaced_at }) => (
              <li key={String(replaced_at)} class="row between">
                <span>{t('whatif.former.line', { version, when: dayAndTime(replaced_at) })}</span>
                <button
                  type="button"
                  class="button small"
                  aria-pressed={version === base.version}
                  onClick={() => look(versionQuery(version === base.version ? null : version))}
                >
                  {t('whatif.former.set')}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <Hidden values={base.parameters} own={scoring.parameters} />
    </section>
  );
}

/** What a version changes beside the sliders. */
function Hidden({ values, own }: { readonly values: Parameters; readonly own: Parameters }) {
  const names = hiddenDifferences(values, own);
  if (names.length === 0) return null;
  return (
    <>
      <p>{t('whatif.hidden')}</p>
      <dl class="parameter-list">
        {names.map((name) => (
          <div key={name}>
            <dt class="soft">{parameterWords(name)}</dt>
            <dd class="number">
              {valueOf(name, own[name])} → <span class="whatif-differs">{valueOf(name, values[name])}</span>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
