// The last chapter: every table, every figure with its formula, assumptions and checks.
import { basisName, basisOf, basisRows, inputText, sourceText } from './basis.js';
import { badge, instant, word } from './context.js';
import { moneyTables } from './money.js';
import { spokenEvent, spokenText } from './spoken.js';
import { confidence } from './why.js';

/// Figures of the result as rows: path, value, unit, formula, basis.
export function flatten(node, path, out) {
  for (const [key, child] of Object.entries(node)) {
    const here = path ? `${path}.${key}` : key;
    if (child && typeof child === 'object' && 'formula' in child) out.push([here, child.value, child.unit, child.formula, child.basis, child.lo ?? '', child.hi ?? '']);
    else if (child && typeof child === 'object' && !Array.isArray(child)) flatten(child, here, out);
    else if (typeof child === 'number' && path) out.push([here, child, '', '', 'modelled', '', '']);
  }
  return out;
}

export function everything(ctx) {
  const { t, r, data } = ctx;
  const yes = (b) => (b ? t.yes : t.no);
  const list = (name) => r[name] ?? [];
  const figures = flatten(r, '', []).filter((row) => !/^(horizon_s|seed|schema_version|finance_tables)/.test(row[0])).map((row) => [row[0], row[1], row[2], basisName(ctx, basisOf(ctx, { basis: row[4] }, row[0])), row[5], row[6], row[3]]);
  const notes = data.left_out > 0 ? t.leftOut.replace('{n}', data.left_out) : t.figuresAll;
  const blocks = [
    { id: 'asserts', title: t.asserts, columns: [t.assertion, t.value, t.unit, t.holds], rows: list('asserts').map((a) => [a.text, a.problem || (a.shown ? inputText(t, a.shown) : a.value), a.shown ? '' : a.unit, yes(a.holds)]) },
    { id: 'projects', title: t.projects, columns: [t.project, t.placed, 'SLO', t.reason], rows: list('projects').map((p) => [p.project, p.placed_at, p.slo, p.reason]) },
    { id: 'events', title: t.events, columns: [t.at, t.until, t.what, t.where, t.details], rows: list('events').map((e) => [instant(ctx, e.at_s), e.until_s > e.at_s ? instant(ctx, e.until_s) : '', t.words[e.kind] ?? e.kind, e.where, spokenEvent(ctx.language, e)]) },
    ...moneyTables(data, t).filter((b) => b.id !== 'concentration'),
    { id: 'assets', title: t.assetsTitle, note: t.assetsNote, columns: [t.pool, t.site, t.kind, t.server, t.count, t.inService, t.age, t.used, t.paidFor, t.writtenOff, t.book, t.market, t.lifeEnd, t.contractEnd], rows: list('assets').map((a) => [a.pool, a.site, word(ctx, a.terms), a.server, a.servers, a.in_service, a.age_years, a.utilisation, a.cost, a.written_off, a.book, a.market, a.life_end, a.contract_end]) },
    { id: 'gaps', title: t.gapsTitle, note: t.gapsNote, columns: [t.what], rows: list('plan_gaps').map((g) => [spokenText(ctx.language, g)]) },
    { id: 'flows', title: t.flows, note: t.flowsNote, columns: [t.subject, t.dataClass, t.what, t.from2, t.to, t.country, t.operator, t.jurisdiction, t.encrypted, t.confidential, t.allowed, t.rule], rows: (data.data_flows ?? []).map((f) => [f.subject, f.data_class, f.what, f.from, f.to, f.country, f.operator, f.jurisdiction, yes(f.encrypted), yes(f.confidential), yes(f.allowed), f.rule]) },
    { id: 'bounds', title: t.bounds, columns: [t.where, t.quantity, t.simulated, t.bound, t.unit, t.law, t.holds], rows: list('bounds').map((b) => [b.deployment, word(ctx, b.quantity), b.simulated, b.bound, b.unit, spokenText(ctx.language, b.law), yes(b.holds)]) },
    { id: 'bases', title: t.basesTitle, note: t.basesNote, columns: [t.family, t.basis, t.weakest, t.source], rows: basisRows(ctx) },
    { id: 'figures', title: t.figures, note: notes, columns: [t.path, t.value, t.unit, t.basis, t.low, t.high, t.formula], rows: figures, why: (row) => ctx.why(row[0], row[0]) },
    { id: 'assumptions', title: t.assumptions, note: t.assumptionsNote, columns: [t.path, t.value, t.confidence, t.origin], rows: (data.assumptions ?? []).map((a) => [a.path, inputText(t, a.value), t.origins[confidence(a.origin)] ?? '', sourceText(t, a.origin)]) },
    { id: 'checks', title: t.checks, columns: [t.name, t.law, t.left, t.right, t.holds], rows: list('checks').map((c) => [c.name, c.law, c.left, c.right, yes(c.holds)]) },
  ].filter((b) => b.rows.length > 0).map((b) => ({ plot: false, ...b, open: b.rows.length <= 8, badge: b.id === 'bounds' ? badge(ctx, null, true, 'latency') : null }));
  const broken = list('checks').filter((c) => !c.holds).length;
  const sentence = t.leadEverything.replace('{a}', figures.length).replace('{b}', (data.assumptions ?? []).length).replace('{c}', list('checks').length).replace('{d}', broken ? t.checksBroken.replace('{n}', broken) : t.checksHold);
  return { sentence, blocks };
}
