import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { language } from '../../shared/words';
import { inGerman, type Known } from './told';

export const Knowledge = createContext<Known>({});

/** A text of the card in the viewer's language; one that is not known there says that it is English. */
export function Words({ text }: { readonly text: string }) {
  const known = useContext(Knowledge);
  if (language !== 'de' || !/[a-z]/i.test(text)) return <>{text}</>;
  const german = inGerman(text, known);
  return german === null ? <span lang="en">{text}</span> : <>{german}</>;
}

/** The same for an attribute. */
export function useWords(text: string): string {
  return inGerman(text, useContext(Knowledge)) ?? text;
}
