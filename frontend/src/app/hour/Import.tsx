import { useState } from 'preact/hooks';
import { post } from '../../shared/api';
import { ErrorLine } from '../parts/Feedback';
import { useAction } from '../parts/useAction';
import { t as common } from '../words';
import type { ImportedRow, ImportPreview } from './types';
import { t } from './words';

interface ImportProps {
  readonly course: number;
  readonly done: (added: number) => void;
  readonly cancel: () => void;
}

interface Read {
  readonly file: string;
  readonly preview: ImportPreview;
}

/** A file in, every row judged, and only then somebody added. */
export function Import({ course, done, cancel }: ImportProps) {
  const [read, setRead] = useState<Read | null>(null);
  const { busy, error, run } = useAction();
  const path = `/api/courses/${course}/roster`;
  const choose = (file: File | undefined) => {
    setRead(null);
    if (!file) return;
    void run(async () => {
      const preview = await post<ImportPreview>(`${path}/preview`, { file: await asBase64(file) });
      setRead({ file: file.name, preview });
    });
  };
  const fresh = read?.preview.rows.filter((row) => row.status === 'new') ?? [];
  const add = () =>
    run(async () => {
      await post(path, { people: fresh.map(({ name, email }) => ({ name, email })) });
      done(fresh.length);
    });
  return (
    <div class="card hour-form">
      <h3>{t('import.title')}</h3>
      <p class="soft small">{t('import.text')}</p>
      <label class="field">
        <span>{t('import.file')}</span>
        <input
          class="input hour-file"
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          onChange={(event) => choose(event.currentTarget.files?.[0])}
        />
      </label>
      <div aria-live="polite">
        {busy && !read && <p class="soft small">{t('import.reading')}</p>}
        {read && <Preview read={read} />}
      </div>
      <ErrorLine error={error} />
      <div class="row hour-buttons">
        {fresh.length > 0 && (
          <button type="button" class="button primary" disabled={busy} onClick={() => void add()}>
            {t.count('import.go', fresh.length)}
          </button>
        )}
        <button type="button" class="button quiet" onClick={cancel}>
          {common('app.cancel')}
        </button>
      </div>
    </div>
  );
}

function Preview({ read: { file, preview } }: { readonly read: Read }) {
  const [only, setOnly] = useState(false);
  const count = (status: ImportedRow['status']) => preview.rows.filter((row) => row.status === status).length;
  const sums = { new: count('new'), twice: count('twice'), wrong: count('wrong') };
  const left = sums.twice + sums.wrong;
  const rows = only ? preview.rows.filter((row) => row.status !== 'new') : preview.rows;
  return (
    <>
      <p class="small soft">{whatWasRead(file, preview)}</p>
      <p>{sums.new > 0 || left > 0 ? t('import.sum', sums) : t('import.none')}</p>
      {left > 0 && sums.new > 0 && (
        <label class="check small">
          <input type="checkbox" checked={only} onChange={(event) => setOnly(event.currentTarget.checked)} />
          {t('import.only')}
        </label>
      )}
      <div class="hour-rows hour-table" tabIndex={0} role="group" aria-label={t('import.title')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('import.line')}</th>
              <th scope="col">{t('roster.name')}</th>
              <th scope="col">{t('roster.email')}</th>
              <th scope="col">{t('import.status')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.line} class={`imported ${row.status}`}>
                <td class="number soft">{row.line}</td>
                <td>{row.name}</td>
                <td class="soft">{row.email}</td>
                <td>
                  <span class="imported-status">{t(`import.${row.status}`)}</span>
                  {row.problem && <span class="imported-problem">{row.problem}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function whatWasRead(file: string, preview: ImportPreview): string {
  if (!preview.has_headings) return t('import.read.plain', { file });
  const names = preview.name_columns.map((name) => t('import.column', { name })).join(' + ');
  const email =
    preview.email_column === null ? t('import.nothing') : t('import.column', { name: preview.email_column });
  return t('import.read', { file, names, email });
}

/** The bytes as they are: which letters they stand for, the server finds out. */
async function asBase64(file: File): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(',') + 1);
}
