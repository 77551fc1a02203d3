// Small parts of the page: elements, tables, CSV, numbers. Text only ever enters as textContent.
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'class') node.className = value;
    else if (key === 'on') for (const [name, f] of Object.entries(value)) node.addEventListener(name, f);
    else node.setAttribute(key, value);
  }
  for (const child of children) {
    if (child === null || child === undefined) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/// What a chart or a heading has room for.
export function cut(text, most) {
  const letters = [...String(text)];
  return letters.length <= most ? String(text) : `${letters.slice(0, most - 1).join('')}…`;
}

export function escapeHtml(text) {
  return String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

export function formatter(language) {
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 3 });
  const format = (value, digits = 3) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return '–';
    if (Math.abs(value) >= 1e18) return `${value < 0 ? '−' : ''}${Math.abs(value) > 1e300 ? '∞' : Math.abs(value).toExponential(2)}`;
    if (value !== 0 && Math.abs(value) < 1e-6) return value.toExponential(digits - 1).replaceAll('-', '−');
    const big = Math.abs(value) >= 1000;
    return new Intl.NumberFormat(language, big ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: digits }).format(value === 0 ? 0 : value).replace('-', '−');
  };
  format.compact = (value) => compact.format(value).replace('-', '−');
  return format;
}

/// On axes: millions are "30M", in the language's way.
export function axisNumber(format) {
  return (v) => (Math.abs(v) >= 1e5 && format.compact ? format.compact(v) : format(v));
}

/// Equal sites of one entry are one place: "store (400)".
export function groupLabel(data, site) {
  const group = (data.groups ?? []).find((g) => g.members.includes(site));
  return group ? `${group.name} (${group.members.length})` : site;
}

function cell(value) {
  const text = String(value ?? '');
  const numeric = typeof value === 'number';
  const safe = !numeric && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r;]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

export function download(name, columns, rows) {
  const text = [columns, ...rows].map((row) => row.map(cell).join(',')).join('\n') + '\n';
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = el('a', { href: url, download: `${name}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

const WIDE = 80; // letters of a cell that would else be a narrow column of many lines

/// `why(row, number)`: what happens when the first cell is asked about; none: it is text.
export function table(columns, rows, format, { label = '', why = null } = {}) {
  const shown = rows.slice(0, 2000);
  const numeric = columns.map((_, i) => shown.length > 0 && shown.every((r) => typeof r[i] === 'number'));
  const head = el('tr', {}, ...columns.map((c, i) => el(c === '' ? 'td' : 'th', { ...(c === '' ? {} : { scope: 'col' }), class: numeric[i] ? 'number' : '' }, c)));
  const content = (row, v, i, n) => {
    if (i === 0 && why) return el('button', { type: 'button', class: 'link', on: { click: () => why(row, n) } }, v);
    return typeof v === 'number' ? format(v, 5) : v ?? '';
  };
  const body = shown.map((row, n) => el('tr', {}, ...row.map((v, i) => el('td', { class: numeric[i] ? 'number' : String(v).length > WIDE ? 'wide' : '' }, content(row, v, i, n)))));
  const named = label ? { role: 'region', tabindex: '0', 'aria-label': label } : { tabindex: '0' };
  return el('div', { class: 'scroll', ...named }, el('table', {}, el('thead', {}, head), el('tbody', {}, ...body)));
}

/// Of a chart; longer tables of charts are not printed: the page's CSV has them.
const MOST_PRINTED = 60;

/// A heading, a note, a chart or `body`, and behind a fold its table with CSV. `badge`: what its
/// figures rest on; `level`: of the heading; `why`: see table(); `said`: paragraphs of the result's own words.
export function block(t, format, { id, title, note, columns, rows, open = false, plot = true, size = '', tall = false, table: listed = true, level = 2, badge = null, body = null, why = null, said = [] }) {
  const section = el('section', { class: 'chart', id, 'aria-labelledby': `${id}-title` }, el(`h${level}`, { id: `${id}-title` }, title, badge ? ' ' : null, badge), note ? el('p', {}, note) : null, ...said);
  let target = null;
  if (rows.length === 0) {
    section.append(el('p', {}, t.empty));
    return { section, target };
  }
  if (body) section.append(body);
  if (plot) {
    target = el('div', { class: `plot ${tall ? 'tall' : size}`, role: 'img', 'aria-label': `${title}. ${note ?? ''} ${t.asTable ?? ''}` });
    section.append(target);
  }
  if (!listed) return { section, target };
  const count = t.rowCount && rows.length > 1 ? ` (${t.rowCount.replace('{n}', format(rows.length, 9))})` : '';
  const details = el('details', { ...(open ? { open: '' } : {}), ...(plot && rows.length > MOST_PRINTED ? { class: 'long' } : {}) }, el('summary', {}, `${t.table}: ${title}${count}`));
  let filled = false;
  const fill = () => {
    if (filled) return;
    filled = true;
    details.append(el('div', { class: 'tools' }, el('button', { type: 'button', 'aria-label': `${t.csv}: ${title}`, on: { click: () => download(id, columns, rows) } }, t.csv)));
    details.append(table(columns, rows, format, { label: `${t.table}: ${title}`, why }));
  };
  if (open) fill();
  details.addEventListener('toggle', fill);
  if (!details.classList.contains('long')) window.addEventListener('beforeprint', fill);
  section.append(details);
  return { section, target };
}

/// A span of time in the unit that people would choose.
export function spanText(ctx, s) {
  const { format, t } = ctx;
  if (typeof s !== 'number') return '–';
  if (s > 0 && s < 0.1) return `${format(s * 1000)} ms`;
  if (s < 120) return `${format(s)} s`;
  if (s < 7200) return `${format(s / 60)} min`;
  return s < 172800 ? `${format(s / 3600)} h` : `${format(s / 86400)} ${t.days}`;
}
