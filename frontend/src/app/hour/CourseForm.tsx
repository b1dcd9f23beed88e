import { useState } from 'preact/hooks';
import { post } from '../../shared/api';
import { useLoaded } from '../load';
import { NewForm } from '../parts/NewForm';
import { go } from '../router';
import { t as common } from '../words';
import { Rules } from './Rules';
import { type CourseCard, type Kind, KINDS, type Policy } from './types';
import { t } from './words';

/** A name and a kind; what the kind means for everybody is told before anything is made. */
export function CourseForm({ cancel }: { readonly cancel?: () => void }) {
  const [kind, setKind] = useState<Kind>('class');
  const { data: templates } = useLoaded<Record<Kind, Policy>>('/api/courses/kinds');
  const create = async (title: string) =>
    go(`/courses/${(await post<CourseCard>('/api/courses', { title, kind })).id}`);
  return (
    <NewForm
      label={common('courses.name')}
      example={common('courses.name.example')}
      submit={common('courses.create')}
      create={create}
      cancel={cancel}
    >
      <div class="new-form-more kind-form">
        <KindChoice kind={kind} choose={setKind} />
        <div class="kind-meaning" aria-live="polite">
          <p>{t(`kind.${kind}.text`)}</p>
          <h2 class="tiny-title">{t('rules.title')}</h2>
          {templates && <Rules policy={templates[kind]} />}
          <p class="small faint">{t('rules.change')}</p>
        </div>
      </div>
    </NewForm>
  );
}

function KindChoice({ kind, choose }: { readonly kind: Kind; readonly choose: (kind: Kind) => void }) {
  return (
    <fieldset class="kinds">
      <legend class="tiny-title">{t('kind.title')}</legend>
      {KINDS.map((one) => (
        <label key={one} class="kind">
          <input type="radio" name="kind" value={one} checked={one === kind} onChange={() => choose(one)} />
          {t(`kind.${one}`)}
        </label>
      ))}
    </fieldset>
  );
}
