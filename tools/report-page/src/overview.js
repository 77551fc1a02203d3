// The first screen: the answer, the three numbers that matter, what threatens them, and some more.
import { inputText } from './basis.js';
import { SCHEMA, instant, ofBest, tile, value, within } from './context.js';
import { cut, el, spanText } from './parts.js';
import { bottleneckName, mass, remedyOf } from './sentences.js';
import { spoken, spokenEvent, spokenText } from './spoken.js';

function costTile(ctx) {
  const { t, best } = ctx;
  const byHour = ctx.r.alternatives_by === 'accelerator_hour';
  const worth = (a) => ctx.cash(byHour ? a.per_accelerator_hour : a.cost);
  const others = ctx.alternatives.filter((a) => a !== best).map((a) => `${a.name} ${worth(a)}`).join(', ');
  if (best) return tile(ctx, { name: `${t.cheapest}: ${best.name}${byHour ? `, ${t.perHour}` : ''}`, shown: worth(best), note: others, of: 'cost.total' });
  const unit = ctx.at('cost.per_million_tokens');
  const note = ctx.serves && unit ? `${ctx.cash(value(unit), 3)} ${t.perMillion}` : '';
  return tile(ctx, { name: t.cost, shown: ctx.cash(ctx.of('cost.total')), note, path: 'cost.total' });
}

const workloads = (ctx) => Object.entries(ctx.at('slo.by_workload') ?? {}).map(([name, w]) => ({ name, is: value(w.attainment), wants: value(w.target) }));
const jobsOf = (ctx) => Object.entries(ctx.at('jobs.by_name') ?? {}).filter(([, j]) => j?.goodput);

/// Whether the work was done as promised: service levels, else latency, else goodput, else jobs.
function serviceTile(ctx) {
  const { t, format } = ctx;
  if (ctx.serves && ctx.at('slo.attainment')) {
    const good = workloads(ctx).every((w) => w.is >= w.wants);
    const early = ctx.of('requests.in_warm_up') > 0 ? `; ${t.warmUp.replace('{n}', format(Math.round(ctx.of('requests.in_warm_up')), 6))}` : '';
    const note = `${format(ctx.of('requests.completed'), 6)} ${t.of} ${format(ctx.of('requests.arrived'), 6)} ${t.answered}${early}`;
    return tile(ctx, { name: t.slo, shown: ctx.percent(ctx.of('slo.attainment'), 4), note, path: 'slo.attainment', cls: good ? 'good' : 'bad' });
  }
  const latency = [['latency.ttft.p99', t.ttft], ['latency.e2e.p99', t.e2e]].find(([path]) => ctx.serves && ctx.at(path));
  if (latency) return tile(ctx, { name: latency[1], shown: spanText(ctx, ctx.of(latency[0])), note: `${t.median} ${spanText(ctx, ctx.of(latency[0].replace('p99', 'p50')))}`, path: latency[0] });
  const jobs = jobsOf(ctx);
  if (jobs.length) {
    const [name] = jobs.reduce((a, b) => (value(b[1].goodput) < value(a[1].goodput) ? b : a));
    return tile(ctx, { name: `${t.goodputOf}: ${name}`, shown: ctx.percent(value(ctx.r.jobs.by_name[name].goodput)), note: jobs.length > 1 ? t.worstOf.replace('{n}', jobs.length) : '', path: `jobs.by_name.${name}.goodput` });
  }
  return tile(ctx, { name: t.use, shown: ctx.percent(ctx.of('utilisation.useful')), note: t.paid, path: 'utilisation.useful' });
}

/// Of alternatives the cheapest one's: their sum nobody emits.
function carbonTile(ctx) {
  const { t } = ctx;
  const best = ctx.best ? ofBest(ctx, 'carbon.by_site') : undefined;
  if (best !== undefined) return tile(ctx, { name: `${t.co2}: ${ctx.best.name}`, shown: mass(ctx, best), of: 'carbon.total' });
  const note = `${mass(ctx, ctx.of('carbon.location_based'))} ${t.operational} + ${mass(ctx, ctx.of('carbon.embodied'))} ${t.embodied}`;
  return tile(ctx, { name: t.co2, shown: mass(ctx, ctx.of('carbon.total')), note: ctx.best ? t.sumOf : note, path: 'carbon.total' });
}

/// How much more load the fullest deployment can hold at most: a bound, not a promise; none where a
/// promise is broken without more.
function headroomTile(ctx) {
  const { t, format } = ctx;
  const [kind, of] = Object.entries(ctx.r.headroom ?? {})[0] ?? [];
  const [name, metric] = Object.entries(of ?? {})[0] ?? [];
  const load = value(metric);
  if (!(load > 0)) return null;
  const note = ({ peak: t.headroomNote, mean: t.headroomMean, link: t.headroomLink }[kind] ?? t.headroomLimit).replace('{a}', () => name).replace('{b}', ctx.percent(load, 3));
  if (ctx.r.targets === 'missed' && load < 1) return tile(ctx, { name: t.headroom, shown: t.headroomMissed, note: kind === 'peak' || kind === 'mean' ? t.headroomMissedNote.replace('{a}', () => name).replace('{b}', ctx.percent(load, 3)) : note, path: `headroom.${kind}.${name}` });
  return tile(ctx, { name: t.headroom, shown: load < 1 ? t.headroomAt.replace('{a}', format(1 / load, 3)) : t.headroomNone, note, path: `headroom.${kind}.${name}`, range: metric.lo > 0 ? { ...metric, value: 1 / load, lo: 1 / metric.hi, hi: 1 / metric.lo } : null });
}

/// What else people look for, where the result has it and the first three do not show it.
function furtherTiles(ctx, first) {
  const { t, format } = ctx;
  const shown = (path) => first.some((x) => x.dataset.path === path);
  const add = (path, name, text, note = '') => (ctx.at(path) === undefined || shown(path) ? null : tile(ctx, { name, shown: text(ctx.of(path)), note, path }));
  const seconds = (path, name) => (ctx.serves ? add(path, name, (v) => spanText(ctx, v), `${t.median} ${spanText(ctx, ctx.of(path.replace('p99', 'p50')))}`) : null);
  const share = (v) => ctx.percent(v);
  const sums = ctx.best ? [] : [
    add('finance.npv', t.npv, (v) => ctx.cash(v)), add('finance.cash.total', t.cashPaid, (v) => ctx.cash(v)),
    add('energy.facility', t.energyUsed, (v) => `${format(v)} kWh`, ctx.at('pue') ? `PUE ${format(ctx.of('pue'))}` : ''),
  ];
  return [
    seconds('latency.ttft.p99', t.ttft), ctx.at('latency.ttft.p99') ? null : seconds('latency.e2e.p99', t.e2e),
    add('utilisation.useful', t.use, share, t.paid), headroomTile(ctx), ...sums, add('cfe.carbon_free', t.cfe, share, t.cfeNote),
  ].filter(Boolean);
}

/// Where the workloads lose most that miss their service level, with the share of it; else of all.
function pressing(bottlenecks) {
  const all = Array.isArray(bottlenecks) ? bottlenecks : [];
  const late = all.reduce((sum, b) => sum + (b.late_s ?? 0), 0);
  const worst = [...all].sort((a, b) => (b.late_s ?? 0) - (a.late_s ?? 0))[0];
  return late > 0 ? { ...worst, late: worst.late_s / late } : worst;
}

/// The deployment that serves most misses of workloads below their target: whether it is too slow for most of them, and
/// where more are kept.
function worstPlace(ctx) {
  const all = ctx.of('slo.below_target.missed');
  const served = Object.entries(ctx.at('slo.below_target.by_deployment') ?? {}).map(([name, d]) => {
    const [completed, missed, alone] = [d.completed, d.missed, d.missed_alone].map(value);
    return { name, missed, alone, keeps: completed > 0 ? 1 - missed / completed : 0 };
  });
  const [worst, ...others] = served.sort((a, b) => b.missed - a.missed);
  if (!worst || !(all > 0) || !(worst.missed > 0)) return null;
  const [best] = others.filter((o) => o.keeps > worst.keeps + 0.01).sort((a, b) => b.keeps - a.keeps);
  return { ...worst, share: worst.missed / all, slow: worst.alone / worst.missed, tooSlow: worst.alone >= all / 2, best };
}

/// Whether the best other place keeps what the workloads below their target promise.
function elsewhere(ctx, place) {
  const wanted = workloads(ctx).filter((w) => w.is < w.wants).map((w) => w.wants);
  return Boolean(place.best) && wanted.length > 0 && place.best.keeps >= Math.max(...wanted);
}

/// Threats in order of weight; each a sentence, some with where to look.
export function risks(ctx) {
  const { r, t, format } = ctx;
  const found = [];
  const add = (text, go) => found.push({ text, go });
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, key) => cut(values[key], 120));
  for (const a of (r.asserts ?? []).filter((x) => !x.holds)) add(fill(a.problem ? t.riskAssertProblem : t.riskAssert, { a: a.text, b: a.problem || inputText(t, a.shown ?? '') || format(a.value) }), 'asserts');
  for (const w of workloads(ctx).filter((x) => x.is < x.wants)) add(fill(t.riskSlo, { a: w.name, b: ctx.percent(w.is, 4), c: ctx.percent(w.wants, 4) }), 'latency');
  const over = (r.finance_tables?.budgets ?? []).filter((b) => b.variance > 0).sort((a, b) => b.variance - a.variance)[0];
  if (over) add(fill(t.riskBudget, { a: over.name, b: over.period, c: ctx.cash(over.variance) }), 'budgets');
  const late = (r.deliveries ?? []).filter((d) => d.late_days >= 1).sort((a, b) => b.late_days - a.late_days)[0];
  if (late) add(fill(t.riskLate, { a: late.pool, b: format(late.late_days) }), 'deliveries');
  const worst = [...(r.outages ?? [])].sort((a, b) => b.lost + b.late - a.lost - a.late || b.hours - a.hours)[0];
  if (worst) add(fill(t.riskOutage, { a: `${worst.vendor}, ${worst.name}`, b: spanText(ctx, worst.hours * 3600), c: format(worst.lost), d: format(worst.late) }), 'outages');
  const retired = (r.events ?? []).find((e) => e.kind === 'retirement' && e.at_s < r.horizon_s);
  if (retired) add(fill(t.riskRetired, { a: retired.where, b: spokenEvent(ctx.language, retired), c: instant(ctx, retired.at_s).slice(0, 10) }), 'events');
  const job = jobsOf(ctx).map(([name, j]) => [name, value(j.goodput)]).sort((a, b) => a[1] - b[1])[0];
  if (job && job[1] < 0.9) add(fill(t.riskJob, { a: job[0], b: ctx.percent(job[1]) }), 'jobs');
  const unused = Object.entries(r.cost?.commitment ?? {}).filter(([, c]) => value(c.unused) > 0).sort((a, b) => value(b[1].unused) - value(a[1].unused))[0];
  if (unused && value(unused[1].utilisation) < 0.95) add(fill(t.riskUnused, { a: unused[0], b: ctx.cash(value(unused[1].unused)) }), 'commitments');
  const short = Object.entries(r.cost?.commitment ?? {}).filter(([, c]) => value(c.true_up) > 0).sort((a, b) => value(b[1].true_up) - value(a[1].true_up))[0];
  if (short) add(fill(t.riskShort, { a: short[0], b: ctx.cash(value(short[1].true_up)) }), 'commitments');
  const b = pressing(r.bottlenecks);
  const place = r.targets === 'missed' ? worstPlace(ctx) : null;
  if (place?.tooSlow) add(fill(t.riskSlow, { a: place.name, b: ctx.percent(place.share), c: ctx.percent(place.slow) }), 'misses');
  else if (place?.best && place.share >= 0.5) add(fill(t.riskWhere, { a: place.name, b: ctx.percent(place.share), c: ctx.percent(place.keeps, 3), d: place.best.name, e: ctx.percent(place.best.keeps, 4) }) + (elsewhere(ctx, place) ? ` ${t.riskElsewhere}` : ''), 'misses');
  const moves = place && b?.where === place.name && (place.tooSlow || (place.share >= 0.5 && elsewhere(ctx, place)));
  if (!moves && b && r.targets === 'missed') add(fill(b.late ? t.riskPressing : t.riskBottleneck, { a: bottleneckName(ctx, b), b: ctx.percent(b.late || b.share), c: remedyOf(ctx, b) }), 'waits');
  const spend = (r.finance_tables?.concentration ?? []).find((c) => c.basis === 'spend' && c.level === 'vendor');
  if (spend && spend.largest_share > 0.7 && spend.largest !== 'own') add(fill(t.riskVendor, { a: spend.largest, b: ctx.percent(spend.largest_share) }), 'concentration');
  return found;
}

function riskBox(ctx) {
  const { t } = ctx;
  const all = risks(ctx);
  if (!all.length) return el('div', { class: 'risk calm' }, el('p', { class: 'head' }, t.mainRisk), el('p', { class: 'main' }, t.noRisk));
  const line = (risk, cls) => el('p', { class: cls }, risk.text, ' ', el('a', { class: 'why-link', href: `#${risk.go}`, on: { click: (e) => { e.preventDefault(); ctx.go(risk.go); } } }, t.lookThere));
  return el('div', { class: 'risk' }, el('p', { class: 'head' }, t.mainRisk), line(all[0], 'main'), ...all.slice(1, 4).map((x) => line(x, '')));
}

function answer(ctx) {
  const { r, t, format } = ctx;
  const next = r.next_bottleneck;
  const all = r.answer ?? [];
  const [first, ...rest] = all.map((s) => el('p', {}, ...spoken(ctx.language, s)));
  const after = next ? (ctx.at('latency.ttft.p99') ? t.next : t.nextAlone).replace('{a}', () => inputText(t, within(next.removed))).replace('{b}', () => (next.next ? inputText(t, within(next.next)) : t.none)).replace('{c}', format(next.ttft_p99_before_s)).replace('{d}', format(next.ttft_p99_after_s)) : null;
  const english = ctx.language !== 'en' && all.length ? el('details', { id: 'english-answer' }, el('summary', {}, t.inEnglish), ...all.map((s) => el('p', { lang: 'en' }, s))) : null;
  const more = rest.length || after || english ? el('details', {}, el('summary', {}, t.more), ...rest, after ? el('p', {}, after) : null, english) : null;
  return el('div', { class: r.partial ? 'answer partial' : 'answer' }, first ?? el('p', {}, t.noAnswer), more);
}

/// What one must know before reading a number.
function banners(ctx) {
  const { r, t } = ctx;
  const out = [];
  if (r.schema_version !== SCHEMA) out.push(t.otherVersion.replace('{a}', r.schema_version ?? '?').replace('{b}', SCHEMA).replace('{c}', r.orrery ?? '?'));
  if (r.partial) out.push(`${t.partial} ${spokenText(ctx.language, r.partial_reason ?? '')}`);
  if (r.fidelity === 'sampled') out.push(t.sampled);
  return out.map((text) => el('p', { class: 'banner', role: 'note' }, cut(text, 600)));
}

export function overview(ctx) {
  const three = [costTile(ctx), serviceTile(ctx), carbonTile(ctx)];
  return [
    ...banners(ctx), answer(ctx),
    el('div', { class: 'tiles three', id: 'three' }, ...three),
    riskBox(ctx),
    el('div', { class: 'tiles' }, ...furtherTiles(ctx, three)),
    el('p', { class: 'muted' }, ctx.t.askWhy),
  ];
}
