// The sentences of the answer in the reader's language, from the figures that the result's own rest on.
import { value } from './context.js';
import { bottleneckName, mass, remedyOf, spanText } from './sentences.js';

const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, key) => values[key]);
const bySize = (rows, size) => [...rows].sort((a, b) => size(b) - size(a));

function priceSentence(ctx) {
  const { t } = ctx;
  if (ctx.best || !ctx.serves) return null;
  const tokens = ctx.of('cost.per_million_tokens');
  const requests = ctx.of('cost.per_1000_requests');
  // A token a request is no text: classes or embeddings.
  const text = (ctx.of('tokens.output') ?? 0) > (ctx.of('requests.completed') ?? 0);
  if (text && tokens !== undefined) return fill(t.sayTokens, { a: ctx.cash(tokens, 3) });
  return requests === undefined ? null : fill(t.sayRequests, { a: ctx.cash(requests, 3) });
}

function budgetSentence(ctx) {
  const over = bySize((ctx.r.finance_tables?.budgets ?? []).filter((b) => b.variance > 0), (b) => b.variance);
  if (!over.length) return null;
  return fill(ctx.t.sayBudget, { a: over.slice(0, 4).map((b) => `${b.name} (${b.period}: +${ctx.cash(b.variance)})`).join(', ') });
}

function latencySentence(ctx) {
  const { t } = ctx;
  const tokens = ctx.at('latency.ttft.p99') !== undefined;
  const path = tokens ? 'latency.ttft' : 'latency.e2e';
  if (!ctx.serves || !(ctx.at(`${path}.p99`)?.n > 0)) return null;
  const times = fill(tokens ? t.sayFirst : t.sayWhole, { a: spanText(ctx, ctx.of(`${path}.p50`)), b: spanText(ctx, ctx.of(`${path}.p99`)) });
  const met = ctx.of('slo.attainment');
  return met === undefined ? `${times}.` : `${times}; ${fill(t.saySlo, { a: ctx.percent(met, 4) })}.`;
}

function missedSentence(ctx) {
  const rows = { ...(ctx.at('slo.by_workload') ?? {}), ...(ctx.at('slo.by_group') ?? {}) };
  const missed = Object.entries(rows).filter(([, w]) => value(w.attainment) < value(w.target));
  if (!missed.length) return null;
  const list = missed.slice(0, 6).map(([name, w]) => fill(ctx.t.sayBelowOne, { a: name, b: ctx.percent(value(w.attainment), 4), c: ctx.percent(value(w.target), 4) }));
  return fill(ctx.t.sayBelow, { a: list.join(', ') + (missed.length > 6 ? ', …' : '') });
}

function overloadSentence(ctx) {
  const over = (ctx.r.bounds ?? []).filter((b) => !b.holds && b.quantity.startsWith('offered '));
  const names = new Map();
  for (const b of over) if (!names.has(b.deployment)) names.set(b.deployment, b.simulated);
  if (!names.size) return null;
  return fill(ctx.t.sayOverload, { a: [...names].slice(0, 6).map(([name, x]) => `${name} (${ctx.format(x)} ×)`).join(', ') });
}

/// The job that cost most, and how many are not done.
function jobSentences(ctx) {
  const { t } = ctx;
  const jobs = Object.entries(ctx.r.jobs?.by_name ?? {}).filter(([, j]) => j?.goodput);
  if (!jobs.length) return [];
  const [name, job] = bySize(jobs, ([, j]) => value(j.cost) ?? 0)[0];
  const values = { a: name, b: spanText(ctx, value(job.end)), c: ctx.cash(value(job.cost) ?? 0), d: ctx.percent(value(job.goodput), 4), e: ctx.percent(value(job.progress) ?? 0, 4) };
  const done = job.end !== undefined && !((value(job.progress) ?? 1) < 1);
  return [fill(done ? t.sayJobDone : t.sayJobOpen, values)];
}

function commitmentSentence(ctx) {
  const unused = bySize(Object.entries(ctx.r.cost?.commitment ?? {}).filter(([, c]) => value(c.unused) > 0), ([, c]) => value(c.unused))[0];
  return unused ? fill(ctx.t.sayUnused, { a: unused[0], b: ctx.percent(value(unused[1].utilisation) ?? 0), c: ctx.cash(value(unused[1].unused)) }) : null;
}

function lossSentence(ctx) {
  const b = (ctx.r.bottlenecks ?? [])[0];
  const sentence = { missed: ctx.t.riskBottleneck, kept: ctx.t.sayLost }[ctx.r.targets] ?? ctx.t.sayLostNone;
  return b ? fill(sentence, { a: bottleneckName(ctx, b), b: ctx.percent(b.share), c: remedyOf(ctx, b) }) : null;
}

function carbonSentence(ctx) {
  if (!ctx.at('carbon.total')) return null;
  const values = { a: mass(ctx, ctx.of('carbon.total')), b: mass(ctx, ctx.of('carbon.location_based') ?? 0), c: mass(ctx, ctx.of('carbon.embodied') ?? 0), d: `${ctx.format(ctx.of('energy.facility') ?? 0)} kWh`, e: ctx.percent(ctx.of('utilisation.useful') ?? 0) };
  return fill(ctx.t.sayCarbon, values);
}

/// What the first screen's headline does not say yet; none in English, where the result speaks itself.
export function ownAnswer(ctx) {
  if (ctx.language === 'en') return [];
  return [priceSentence(ctx), budgetSentence(ctx), latencySentence(ctx), missedSentence(ctx), overloadSentence(ctx), ...jobSentences(ctx), commitmentSentence(ctx), lossSentence(ctx), carbonSentence(ctx)].filter(Boolean);
}
