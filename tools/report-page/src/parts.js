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

export function escapeHtml(text) {
  return String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

export function formatter(language) {
  return (value, digits = 3) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return '–';
    const big = Math.abs(value) >= 1000;
    return new Intl.NumberFormat(language, big ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: digits }).format(value === 0 ? 0 : value).replace('-', '−');
  };
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

export function table(columns, rows, format) {
  const shown = rows.slice(0, 2000);
  const numeric = columns.map((_, i) => shown.length > 0 && shown.every((r) => typeof r[i] === 'number'));
  const head = el('tr', {}, ...columns.map((c, i) => el('th', { scope: 'col', class: numeric[i] ? 'number' : '' }, c)));
  const body = shown.map((row) =>
    el('tr', {}, ...row.map((v, i) => el('td', { class: numeric[i] ? 'number' : '' }, typeof v === 'number' ? format(v, 5) : v ?? ''))));
  return el('div', { class: 'scroll' }, el('table', {}, el('thead', {}, head), el('tbody', {}, ...body)));
}

/// A heading, a note, a chart and behind a fold its table with CSV.
export function block(t, format, { id, title, note, columns, rows, open = false, plot = true, tall = false, table: listed = true }) {
  const section = el('section', { class: 'chart', id }, el('h2', {}, title), note ? el('p', {}, note) : null);
  let target = null;
  if (rows.length === 0) {
    section.append(el('p', {}, t.empty));
    return { section, target };
  }
  if (plot) {
    target = el('div', { class: tall ? 'plot tall' : 'plot', role: 'img', 'aria-label': `${title}. ${note ?? ''}` });
    section.append(target);
  }
  if (!listed) return { section, target };
  const details = el('details', open ? { open: '' } : {}, el('summary', {}, `${t.table}: ${title}`));
  let filled = false;
  const fill = () => {
    if (filled) return;
    filled = true;
    details.append(el('div', { class: 'tools' }, el('button', { type: 'button', on: { click: () => download(id, columns, rows) } }, t.csv)));
    details.append(table(columns, rows, format));
  };
  if (open) fill();
  details.addEventListener('toggle', fill);
  window.addEventListener('beforeprint', fill);
  section.append(details);
  return { section, target };
}
