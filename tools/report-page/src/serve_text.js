// What the live page says, in both languages.
import { BASIS_TEXT } from './basis.js';

export const TEXT = {
  en: {
    ...BASIS_TEXT.en, estimateOf: 'estimate, {b}',
    other: 'Deutsch', inputs: 'What if', answer: 'The answer', charts: 'What changes', all: 'Figures that differ', reset: 'Reset all', resetOne: 'Back to {v}', pin: 'Pin as baseline', save: 'Save as overlay', cancel: 'Cancel',
    more: 'Turn another input', search: 'servers, price, rate …', found: '{n} of {m} shown', add: 'Add', nothing: 'No input has these words.',
    baseline: 'Baseline', now: 'Now', change: 'Change', percent: 'Per cent', figure: 'Figure', same: 'as the baseline', none: 'Nothing differs from the baseline.', csv: 'CSV',
    asWritten: 'the scenario as written', pinned: 'the pinned state', against: 'Compared with {b}.',
    waiting: 'waiting …', running: 'simulating, {p} %', simulated: 'simulated in {t}', repriced: 'priced again in {t}: what happened stays the same', estimated: 'estimate, the simulation follows: {p} %', cancelled: 'cancelled; the figures are of before', refused: 'This cannot be; the figures are of before.', infeasible: 'These inputs are valid alone and impossible together; the figures are of before.', failed: 'The run failed; the figures are of before.', lost: 'The server does not answer. Is it still running?', token: 'The token is missing: open the address that the server printed.',
    estimateError: 'Estimates of this page were off by {e} at the median so far.', partial: 'Partial: {r}', breaks: 'does not hold', holds: 'holds',
    categories: 'Cost by category', categoriesNote: 'Effective cost in {c}, what it was beside what it is.', use: 'Utilisation', useNote: 'Share of accelerator time with useful work. Dashed: the baseline.', cdf: 'Latency', cdfNote: 'Share of requests that are at most so slow. Dashed: the baseline.', cdfNoteSlo: 'Share of requests that are at most so slow. Dashed: the baseline; the vertical line is the service level.', rest: 'The whole answer', figures: 'Main figures', guess: 'An estimate from the first {a} of {b}; the simulation follows.', TTFT: 'to the first token', E2E: 'whole answer',
    overlay: 'Overlay', overlayNote: 'Run it with: {c}', link: 'The address of this page keeps the inputs: copy it to share this state.', value: 'Value', of: 'Value of {n}', slider: 'Slider of {n}',
    names: { 'cost.total': 'Total cost', 'latency.ttft.p99': 'P99 time to first token', 'latency.e2e.p99': 'P99 of whole requests', 'slo.attainment': 'Service level met', 'finance.npv': 'Net present value', 'cost.per_million_tokens': 'Per million output tokens', 'carbon.total': 'CO2e', 'utilisation.useful': 'Accelerators doing useful work', goodput: 'Goodput of {n}', alternatives: '{n}' },
  },
  de: {
    ...BASIS_TEXT.de, estimateOf: 'Schätzung, {b}',
    other: 'English', inputs: 'Was wäre, wenn', answer: 'Die Antwort', charts: 'Was sich ändert', all: 'Zahlen, die sich unterscheiden', reset: 'Alles zurück', resetOne: 'Zurück auf {v}', pin: 'Als Maßstab merken', save: 'Als Overlay sichern', cancel: 'Abbrechen',
    more: 'Noch etwas verstellen', search: 'servers, price, rate …', found: '{n} von {m} gezeigt', add: 'Dazu', nothing: 'Keine Eingabe hat diese Wörter.',
    baseline: 'Maßstab', now: 'Jetzt', change: 'Änderung', percent: 'Prozent', figure: 'Zahl', same: 'wie der Maßstab', none: 'Nichts unterscheidet sich vom Maßstab.', csv: 'CSV',
    asWritten: 'dem Szenario, wie es geschrieben ist', pinned: 'dem gemerkten Stand', against: 'Verglichen mit {b}.',
    waiting: 'wartet …', running: 'simuliert, {p} %', simulated: 'simuliert in {t}', repriced: 'neu bepreist in {t}: der Ablauf bleibt derselbe', estimated: 'Schätzung, die Simulation folgt: {p} %', cancelled: 'abgebrochen; die Zahlen sind von vorher', refused: 'Das geht nicht; die Zahlen sind von vorher.', infeasible: 'Diese Eingaben gehen einzeln, aber nicht zusammen; die Zahlen sind von vorher.', failed: 'Der Lauf ist gescheitert; die Zahlen sind von vorher.', lost: 'Der Server antwortet nicht. Läuft er noch?', token: 'Das Token fehlt: die Adresse öffnen, die der Server gedruckt hat.',
    estimateError: 'Schätzungen dieser Seite lagen bisher im Median um {e} daneben.', partial: 'Unvollständig: {r}', breaks: 'gilt nicht', holds: 'gilt',
    categories: 'Kosten je Kategorie', categoriesNote: 'Effektive Kosten in {c}; was es war, neben dem, was es ist.', use: 'Auslastung', useNote: 'Anteil der Beschleunigerzeit mit nützlicher Arbeit. Gestrichelt: der Maßstab.', cdf: 'Latenz', cdfNote: 'Anteil der Anfragen, die höchstens so langsam sind. Gestrichelt: der Maßstab.', cdfNoteSlo: 'Anteil der Anfragen, die höchstens so langsam sind. Gestrichelt: der Maßstab; die senkrechte Linie ist das Servicelevel.', rest: 'Die ganze Antwort', figures: 'Wichtigste Zahlen', guess: 'Eine Schätzung aus den ersten {a} von {b}; die Simulation folgt.', TTFT: 'bis zum ersten Token', E2E: 'ganze Antwort',
    overlay: 'Overlay', overlayNote: 'Damit rechnen: {c}', link: 'Die Adresse dieser Seite enthält die Eingaben: wer sie kopiert, teilt diesen Stand.', value: 'Wert', of: 'Wert von {n}', slider: 'Regler für {n}',
    names: { 'cost.total': 'Gesamtkosten', 'latency.ttft.p99': 'P99 bis zum ersten Token', 'latency.e2e.p99': 'P99 ganzer Anfragen', 'slo.attainment': 'Servicelevel eingehalten', 'finance.npv': 'Kapitalwert', 'cost.per_million_tokens': 'Je Million Ausgabetoken', 'carbon.total': 'CO2e', 'utilisation.useful': 'Beschleuniger mit nützlicher Arbeit', goodput: 'Nutzanteil von {n}', alternatives: '{n}' },
  },
};
