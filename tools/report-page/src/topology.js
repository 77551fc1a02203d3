// Where things stand: sites with their pools and deployments, and what joins them, from the assumptions.
import { value, word } from './context.js';
import { cut, el } from './parts.js';

const MOST_SITES = 24;

/// sites[3].name … as objects by number.
export function entries(ctx, list) {
  const found = [];
  const pattern = new RegExp(`^${list}\\[(\\d+)\\]\\.(.+)$`);
  for (const a of ctx.data.assumptions ?? []) {
    const m = pattern.exec(a.path);
    if (m) (found[Number(m[1])] ??= {})[m[2]] = a.value;
  }
  return found.filter((x) => x && (x.name || x.from || x.between));
}

const names = (text) => (text ?? '').replace(/^\[|\]$/g, '').split(',').map((n) => n.trim()).filter(Boolean);

/// Of a pool, or of the equal pools that were made from it.
function useOf(ctx, pool) {
  const by = ctx.r.utilisation?.by_pool ?? {};
  if (by[pool]) return value(by[pool].useful);
  const group = (ctx.data.series ?? []).find((s) => s.name === 'utilisation' && (s.where === pool || s.where.startsWith(`${pool} (`)));
  return group ? group.values.reduce((a, b) => a + b, 0) / Math.max(1, group.values.length) : undefined;
}

/// What is leased stands among what is owned: the scenario says "purchase: lease".
const contractOf = (ctx, pool) => (pool['purchase.lease.payment'] ? word(ctx, 'lease') : word(ctx, pool.contract ?? ''));

function poolBox(ctx, pool, deployments) {
  const { t } = ctx;
  const use = useOf(ctx, pool.name);
  const servers = pool.servers ? `${pool.servers} × ${pool.server ?? ''}` : pool.server ?? '';
  const bar = use === undefined ? null : el('div', { class: 'bar', role: 'img', 'aria-label': `${t.heatTitle}: ${ctx.percent(use)}` }, el('i', { style: `width:${Math.round(100 * Math.min(1, use))}%` }));
  return el('div', { class: 'pool' }, el('strong', {}, cut(pool.name, 60)), ` ${cut(servers, 60)}`,
    el('div', { class: 'muted' }, [contractOf(ctx, pool), use === undefined ? '' : `${ctx.percent(use)} ${t.atWork}`].filter(Boolean).join(' · ')), bar,
    ...deployments.map((d) => el('span', { class: 'chip' }, cut([d.name, d.model].filter(Boolean).join(': '), 60))));
}

function siteBox(ctx, site, pools, deployments) {
  const count = Number(site.count ?? 1);
  const place = [site.region ?? site.country, site.grid && site.grid !== site.country ? site.grid : ''].filter(Boolean).join(' · ');
  return el('li', { class: `site ${/^\w+$/.test(site.kind ?? '') ? site.kind : ''}` },
    el('span', { class: 'kind' }, cut([word(ctx, site.kind ?? ''), place].filter(Boolean).join(' · '), 50)), el('strong', {}, cut(site.name, 60)), count > 1 ? ` × ${count}` : '',
    ...pools.map((p) => poolBox(ctx, p, deployments.filter((d) => d.pool === p.name))));
}

/// Rows: what, from, to, and what is known of it.
function joints(ctx) {
  const { t } = ctx;
  const rows = [];
  for (const w of entries(ctx, 'workloads')) rows.push([t.joinServes, w.origin ? `${w.name} (${w.origin})` : w.name, names(w.deployments).join(', '), w.router ?? '']);
  for (const d of entries(ctx, 'network\\.rtt')) rows.push([t.joinRtt, d.from, d.to, d.rtt ?? '']);
  for (const l of entries(ctx, 'network\\.links')) {
    const use = ctx.at(`network.by_link.${l.name}.peak`);
    rows.push([t.joinLink, ...names(l.between).slice(0, 2), [l.bandwidth, l.latency, use ? `${t.peakUse} ${ctx.percent(value(use))}` : ''].filter(Boolean).join(', ')]);
  }
  return rows;
}

export function topology(ctx) {
  const { t } = ctx;
  const sites = entries(ctx, 'sites');
  const pools = entries(ctx, 'pools');
  const deployments = entries(ctx, 'deployments');
  const at = (site) => pools.filter((p) => p.site === site.name);
  const rows = [...sites.flatMap((s) => at(s).map((p) => [t.pool, p.name, s.name, `${p.servers ?? ''} × ${p.server ?? ''}, ${contractOf(ctx, p)}`])), ...joints(ctx)];
  const links = joints(ctx).slice(0, 12).map(([what, from, to, known]) => el('span', { class: 'chip' }, cut(`${what}: ${from} → ${to}${known ? ` (${known})` : ''}`, 120)));
  const boxes = sites.slice(0, MOST_SITES).map((s) => siteBox(ctx, s, at(s).slice(0, 12), deployments));
  const more = sites.length > MOST_SITES ? el('p', { class: 'muted' }, t.moreSites.replace('{n}', sites.length - MOST_SITES)) : null;
  const body = el('div', {}, el('ul', { class: 'sites' }, ...boxes), more, ...links);
  return { id: 'topology', title: t.topologyTitle, note: t.topologyNote, columns: [t.what, t.from2, t.to, t.value], rows, plot: false, body };
}
