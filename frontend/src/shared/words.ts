/** A catalogue holds every sentence of a page under a name; `{x}` is filled in, `name.one`/`name.other` are plural forms. */
export type Catalogue = Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, string | number>>;

/** The base names of the plural entries: `people` for `people.one` and `people.other`. */
type PluralName<C> = Extract<keyof C, `${string}.other`> extends `${infer Name}.other` ? Name : never;

export interface Translator<C extends Catalogue> {
  (name: keyof C, values?: Values): string;
  count(name: PluralName<C>, n: number, values?: Values): string;
  readonly catalogues: { readonly english: Catalogue; readonly german: Catalogue };
}

/** The server chose it from what the browser asks for, or from what the viewer chose here. */
export const language = globalThis.document?.documentElement.lang === 'de' ? 'de' : 'en';

/** Of the words; numbers and dates follow it, in the European order. */
export const locale = language === 'de' ? 'de-DE' : 'en-GB';

const pluralRules = new Intl.PluralRules(locale);

/** A test may write every sentence in another way (longer, with accents) before the page loads: what stays is no word of ours. */
const rewritten =
  (globalThis as { rewriteWords?: (sentence: string) => string }).rewriteWords ??
  ((sentence: string) => sentence);

/** The words in English, and in German, which has the same names. */
export function translator<const C extends Catalogue>(
  english: C,
  german: { readonly [Name in keyof C]: string },
): Translator<C> {
  const catalogue: Catalogue = language === 'de' ? german : english;
  const write = (sentence: string, values: Values) => fill(rewritten(sentence), values);
  const translate = (name: keyof C, values: Values = {}) =>
    write(catalogue[String(name)] ?? String(name), values);
  const count = (name: PluralName<C>, n: number, values: Values = {}) => {
    const form = catalogue[`${name}.${pluralRules.select(n)}`] ?? catalogue[`${name}.other`];
    return write(form ?? name, { n, ...values });
  };
  return Object.assign(translate, { count, catalogues: { english, german } });
}

function fill(sentence: string, values: Values): string {
  return sentence.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}
