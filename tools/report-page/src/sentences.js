// What sentences are made of, in the reader's language: bottlenecks, remedies, spans.
import { within, word } from './context.js';
import { spokenText } from './spoken.js';

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
export const remedyOf = (ctx, b) => spokenText(ctx.language, b.remedy);

/// Grams as people read them.
export const mass = (ctx, grams) => (grams >= 1e7 ? `${ctx.format(grams / 1e6)} t` : `${ctx.format(grams / 1000)} kg`);
