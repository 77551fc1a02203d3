// What sentences are made of, in the reader's language: bottlenecks, remedies, spans.
import { within, word } from './context.js';
import { spokenText } from './spoken.js';

/// "Shared accelerators of chat", or in German the cause and the place.
export const bottleneckName = (ctx, b) => (ctx.language === 'en' ? within(b.name) : `${word(ctx, b.cause)} (${b.where})`);
export const remedyOf = (ctx, b) => spokenText(ctx.language, b.remedy);

/// Grams as people read them.
export const mass = (ctx, grams) => (grams >= 1e7 ? `${ctx.format(grams / 1e6)} t` : `${ctx.format(grams / 1000)} kg`);
