import { useEffect } from 'preact/hooks';
import cardUrl from '../../../../docs/accuracy.json?url';
import type { Card, Section } from '../accuracy/card';
import { CardTable } from '../accuracy/CardTable';
import { useKnown } from '../accuracy/told';
import { Knowledge, Words } from '../accuracy/Words';
import { useLoaded } from '../load';
import { Loading, Problem } from '../parts/Feedback';
import { t } from '../words';

const UNKNOWNS = ['room', 'gaze', 'attention', 'labels', 'rendered', 'groups'] as const;

/** How exact is this? What was measured on pictures with known answers, and what nobody knows. For everybody. */
export function AccuracyPage() {
  const { data: card, error, reload } = useLoaded<Card>(cardUrl);
  const known = useKnown();
  if (error) return <Problem error={error} retry={reload} />;
  if (!card || !known) return <Loading />;
  return (
    <Knowledge.Provider value={known}>
      <div class="accuracy">
        <Contents sections={card.sections} />
        <article class="accuracy-text">
          <header class="accuracy-head">
            <h1>{t('accuracy.title')}</h1>
            <p class="accuracy-lead">{t('accuracy.lead')}</p>
          </header>
          {card.sections.map((section) => (
            <Part key={section.name} section={section} />
          ))}
          <Unknown />
          <Again versions={card.versions} />
        </article>
      </div>
    </Knowledge.Provider>
  );
}

function Contents({ sections }: { readonly sections: readonly Section[] }) {
  // A link from elsewhere may name a section that was not there while the page was loading.
  useEffect(() => document.getElementById(location.hash.slice(1))?.scrollIntoView(), []);
  return (
    <nav class="accuracy-contents small" aria-label={t('accuracy.contents')}>
      <ol>
        {sections.map(({ name, title }) => (
          <li key={name}>
            <a href={`#${name}`}>
              <Words text={title} />
            </a>
          </li>
        ))}
        <li>
          <a href="#unknown">{t('accuracy.unknown')}</a>
        </li>
      </ol>
    </nav>
  );
}

function Part({ section: { name, title, summary, tables } }: { readonly section: Section }) {
  return (
    <section id={name}>
      <h2>
        <Words text={title} />
      </h2>
      <p>
        <Words text={summary} />
      </p>
      {tables.map((table) => (
        <CardTable key={table.title} table={table} />
      ))}
    </section>
  );
}

function Unknown() {
  return (
    <section id="unknown">
      <h2>{t('accuracy.unknown')}</h2>
      <ul class="accuracy-unknown">
        {UNKNOWNS.map((name) => (
          <li key={name}>
            <strong>{t(`accuracy.unknown.${name}`)}</strong> {t(`accuracy.unknown.${name}.text`)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Again({ versions }: Pick<Card, 'versions'>) {
  const libraries = Object.entries(versions).map((library) => library.join(' '));
  return (
    <section>
      <h2>{t('accuracy.again')}</h2>
      <p>{t('accuracy.again.text')}</p>
      <pre class="accuracy-command">python manage.py accuracy --data DIR --card</pre>
      <p class="small soft">
        {t('accuracy.versions')} <code>{libraries.join(', ')}</code>
      </p>
      <p>
        <a href={cardUrl}>{t('accuracy.json')}</a>
      </p>
    </section>
  );
}
