import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { inGerman, type Known } from './told';

export const Knowledge = createContext<Known>({});

/** A text of the card in the viewer's language; one that is not known there says that it is English. */
export function Words({ text }: { readonly text: string }) {
  const known = useContext(Knowledge);
  if (!/[a-z]/i.test(text)) return <>{text}</>;
  const told = inGerman(text, known);
  return told === null ? <span lang="en">{text}</span> : <>{told}</>;
}
