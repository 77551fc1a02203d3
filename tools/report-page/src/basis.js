// What figures rest on: measured, calibrated or modelled, with the error where it is known.
import { cut } from './parts.js';
import { phrase, source } from './german/translate.js';

export const BASIS_TEXT = {
  en: {
    language: 'en', bases: { measured: 'measured', calibrated: 'calibrated', modelled: 'modelled' }, weakest: 'Weakest input',
    basisText: { measured: 'Read from records of this system.', calibrated: 'Computed with values fitted to, or read from, records of this system.', modelled: 'Computed from the scenario and dated catalog facts; at least one input has no record of this system behind it.' },
    basesTitle: 'What the figures rest on', basesNote: 'Measured, calibrated or modelled, by the weakest input of each kind of figure.', family: 'Figures', basis: 'Rests on', source: 'Source',
    families: { demand: 'Demand', 'latency and throughput': 'Latency and throughput', jobs: 'Jobs', 'accelerator time': 'Accelerator time', cost: 'Cost', 'worth and risk': 'Worth and risk', 'energy and water': 'Energy and water', emissions: 'Emissions' },
  },
  de: {
    language: 'de', bases: { measured: 'gemessen', calibrated: 'kalibriert', modelled: 'modelliert' }, weakest: 'Schwächste Eingabe',
    basisText: { measured: 'Aus Aufzeichnungen dieses Systems.', calibrated: 'Berechnet mit Werten, die an Aufzeichnungen dieses Systems angepasst oder daraus gelesen sind.', modelled: 'Berechnet aus dem Szenario und datierten Katalogfakten; hinter mindestens einer Eingabe steht keine Aufzeichnung dieses Systems.' },
    basesTitle: 'Worauf die Zahlen beruhen', basesNote: 'Gemessen, kalibriert oder modelliert, nach der schwächsten Eingabe jeder Art von Zahl.', family: 'Zahlen', basis: 'Beruht auf', source: 'Quelle',
    families: { demand: 'Nachfrage', 'latency and throughput': 'Latenz und Durchsatz', jobs: 'Jobs', 'accelerator time': 'Beschleunigerzeit', cost: 'Kosten', 'worth and risk': 'Wert und Risiko', 'energy and water': 'Energie und Wasser', emissions: 'Emissionen' },
  },
};

const BASES = ['measured', 'calibrated', 'modelled'];

/// The family of figures that a path belongs to: the one with the longest path before it.
function familyOf(ctx, path) {
  let best = null;
  let longest = 0;
  for (const family of Array.isArray(ctx.r.bases) ? ctx.r.bases : []) {
    for (const of of family.paths ?? []) {
      if (of.length > longest && (path === of || path.startsWith(`${of}.`))) [best, longest] = [family, of.length];
    }
  }
  return best;
}

/// What a figure rests on: {basis, error, weakest}; of a path its family's, else what the metric says.
export function basisOf(ctx, metric, path = '') {
  const family = path ? familyOf(ctx, path) : null;
  const from = family ?? metric;
  const basis = BASES.includes(from?.basis) ? from.basis : 'modelled';
  return { basis, error: from?.error_pct > 0 ? from.error_pct : 0, family, weakest: family?.inputs?.[0] ?? null };
}

/// "calibrated ±4.1 %".
export const basisName = (ctx, { basis, error }) => `${ctx.t.bases[basis]}${error > 0 ? ` ±${ctx.format(error, 2)} %` : ''}`;

/// An input and its source in the reader's language.
export const inputText = (t, text) => (t.language === 'en' ? text : phrase(text));
export const sourceText = (t, text) => (t.language === 'en' ? shortOrigin(text) : source(shortOrigin(text)));

/// What the basis means, and the weakest input with its source.
export function basisWhy(ctx, { basis, weakest }) {
  return `${ctx.t.basisText[basis]}${weakest ? ` ${ctx.t.weakest}: ${cut(inputText(ctx.t, weakest.what), 80)} (${cut(sourceText(ctx.t, weakest.source), 160)}).` : ''}`;
}

/// Where a value is from without the folders of the user's own files.
export const shortOrigin = (origin) => origin.replace(/^.*\/([^/]+:\d+)$/, '$1');

/// A row a family of figures: what it rests on, and its weakest input.
export function basisRows(ctx) {
  const all = Array.isArray(ctx.r.bases) ? ctx.r.bases : [];
  return all.map((b) => [ctx.t.families[b.family] ?? b.family, basisName(ctx, basisOf(ctx, b)), inputText(ctx.t, b.inputs?.[0]?.what ?? ''), sourceText(ctx.t, b.inputs?.[0]?.source ?? '')]);
}
