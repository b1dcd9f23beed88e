import { parameterWords, valueOf } from './parameters';

/** Every value of a scoring, named. */
export function Values({ parameters }: { readonly parameters: Readonly<Record<string, unknown>> }) {
  return (
    <dl class="parameter-list small">
      {Object.entries(parameters)
        .filter(([name]) => name !== 'version')
        .map(([name, value]) => (
          <div key={name}>
            <dt class="soft">{parameterWords(name)}</dt>
            <dd class="number">{valueOf(name, value)}</dd>
          </div>
        ))}
    </dl>
  );
}
