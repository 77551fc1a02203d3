// The program's own words in the reader's language: what has no German form stays English, and says so.
import { el } from './parts.js';
import { event, sentences } from './german/translate.js';

/// As nodes and text.
export function spoken(language, text) {
  if (language === 'en') return [el('span', { lang: 'en' }, text)];
  return sentences(text).flatMap((part, i) => [i > 0 ? ' ' : '', part.english ? el('span', { lang: 'en', class: 'english' }, part.text) : part.text]);
}

/// As text alone: of titles, and where a heading is drawn.
export const spokenText = (language, text) => (language === 'en' ? text : sentences(text).map((part) => part.text).join(' '));

/// What an event of a run says.
export const spokenEvent = (language, e) => (language === 'en' ? e.text : event(e.kind, e.text) ?? spokenText(language, e.text));
