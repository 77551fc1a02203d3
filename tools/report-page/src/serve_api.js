// The page's side of the server's API: a run is asked for, then followed until it is over.
const page = Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, '0')).join('');
let token = '';

export class Refused extends Error {
  constructor(status, body) {
    super(body?.error ?? String(status));
    this.status = status;
    this.body = body;
  }
}

/// A token from the address is kept for reloads and taken out of the address.
export function takeToken(parameters) {
  token = parameters.get('token') ?? sessionStorage.getItem('token') ?? '';
  parameters.delete('token');
  if (token) sessionStorage.setItem('token', token);
}

async function ask(path, body) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  if (body) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers });
  const text = await response.text();
  const json = response.headers.get('Content-Type')?.startsWith('application/json');
  if (!response.ok) throw new Refused(response.status, json ? JSON.parse(text) : null);
  return json ? JSON.parse(text) : text;
}

export const scenario = () => ask('/api/scenario');
export const inputs = (words) => ask(`/api/inputs?q=${encodeURIComponent(words)}`);
export const overlay = (sets) => ask('/api/overlay', { sets });
export const assumptions = (sets) => ask('/api/assumptions', { sets });
export const cancel = (id) => ask('/api/cancel', { id });

/// Follows a run; `show` sees every change. `name` tells runs of one page apart that shall not end
/// each other: the newest of a name wins.
export async function run(sets, name, show, current) {
  const { id } = await ask('/api/run', { page: `${page}-${name}`, sets });
  let seen = 0;
  for (;;) {
    if (!current()) return;
    const state = await ask(`/api/run/${id}?seen=${seen}`);
    if (!current()) return;
    seen = state.version;
    show(state);
    if (!['waiting', 'running'].includes(state.state)) return;
  }
}
