// Sentences that are made of figures, in the reader's language: the headline, bottlenecks, spans.
import { within, word } from './context.js';
import { CHAPTERS } from './text_chapters.js';

/// A span of time in the unit that people would choose.
export function spanText(ctx, s) {
  const { format, t } = ctx;
  if (typeof s !== 'number') return '–';
  if (s > 0 && s < 0.1) return `${format(s * 1000)} ms`;
  if (s < 120) return `${format(s)} s`;
  if (s < 7200) return `${format(s / 60)} min`;
  return s < 172800 ? `${format(s / 3600)} h` : `${format(s / 86400)} ${t.days}`;
}

/// "Shared accelerators of chat", or in German the cause and the place.
export const bottleneckName = (ctx, b) => (ctx.language === 'en' ? within(b.name) : `${word(ctx, b.cause)} (${b.where})`);
/// What the result says, or its translation where it says the usual.
export const remedyOf = (ctx, b) => (CHAPTERS.en.remedies[b.cause] === b.remedy ? ctx.t.remedies[b.cause] : b.remedy);

/// Of the result's own answer there is English alone; in other languages it is made here.
export function headline(ctx) {
  const { r, t, format } = ctx;
  if (ctx.language === 'en') return null;
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  if (ctx.best) return fill(t.headBest, { a: ctx.best.name, b: ctx.cash(ctx.best.cost), c: ctx.alternatives.length });
  const work = [];
  if (ctx.serves) work.push(fill(t.headServe, { a: format(ctx.of('requests.completed'), 9), b: format(ctx.of('requests.arrived'), 9) }));
  if (ctx.of('jobs.submitted') > 0) work.push(fill(t.headJobs, { a: format(ctx.of('jobs.completed'), 9), b: format(ctx.of('jobs.submitted'), 9) }));
  const cost = fill(t.headCost, { a: spanText(ctx, r.horizon_s), b: ctx.cash(ctx.of('cost.total')) });
  return `${work.length ? `${work.join(', ')}; ` : ''}${cost}`;
}

/// Grams as people read them.
export const mass = (ctx, grams) => (grams >= 1e7 ? `${ctx.format(grams / 1e6)} t` : `${ctx.format(grams / 1000)} kg`);
