// German of the lines in which a plan differs from another: what is bought, rented, promised, run and supposed.
const SECTIONS = { Sites: 'Standorte', 'Bought and owned': 'Gekauft', Rented: 'Gemietet', Contracts: 'Verträge', 'Runs there': 'Läuft dort', Carries: 'Trägt', Gates: 'Tore', Dates: 'Termine', Assumptions: 'Annahmen' };
/// What a line is about, where the program adds words to the name that somebody gave.
const ABOUT = [
  [/^module (.+) of (.+)$/, 'Modul $1 von $2'], [/^order of (.+)$/, 'Bestellung von $1'], [/^delivery of (.+)$/, 'Lieferung von $1'], [/^end of the lease of (.+)$/, 'Ende des Leasings von $1'], [/^contract room of (.+) begins$/, 'Vertrag des Raums von $1 beginnt'], [/^contract room of (.+) ends$/, 'Vertrag des Raums von $1 endet'], [/^contract (.+) begins$/, 'Vertrag $1 beginnt'], [/^contract (.+) ends$/, 'Vertrag $1 endet'], [/^deadline of (.+)$/, 'Frist von $1'], [/^review of runbook (.+)$/, 'Prüfung des Runbooks $1'], [/^qualification of (.+)$/, 'Prüfung von $1'], [/^disruption (.+)$/, 'Störung $1'], [/^assumption (.+) expires$/, 'Annahme $1 läuft ab'],
  [/^room of (.+)$/, 'Raum von $1'], [/^budget (.+)$/, 'Budget $1'], [/^hurdle$/, 'Hürde'], [/^runbook (.+)$/, 'Runbook $1'], [/^value of (.+)$/, 'Wert von $1'], [/^discount rate$/, 'Zinssatz'],
];
const BARE = ['Sites', 'Bought and owned', 'Rented', 'Runs there', 'Carries'];
// Agreements about servers or spend an hour, with and without the vendor's name.
const AGREEMENTS = [['reserved', 'reserviert'], ['resource commitment', 'Ressourcenzusage'], ['capacity block', 'Kapazitätsblock'], ['on-demand reservation', 'Reservierung zum Listenpreis'], ['take-or-pay', 'Take-or-pay'], ['savings plan', 'Savings Plan']];
const agreements = AGREEMENTS.flatMap(([english, german]) => [[`${english} with {=a}`, `${german} bei {a}`], [english, german]]);

export const PLANS = [
  ...agreements,
  // places
  ['on premises', 'im eigenen Haus'], ['vendor {=a}', 'Anbieter {a}'], ['country {=a}', 'Land {a}'], ['region {=a}', 'Region {a}'], ['jurisdiction {=a}', 'Rechtsraum {a}'], ['contracted power {a}', 'vertragliche Leistung {a}'], ['electricity {a}', 'Strom {a}'], ['×{#n} equal', '{n} gleiche'],
  // bought
  ['{#a} × {=b} at {=c}', '{a} × {b} in {c}'], ['{#a} to {#b} × {=c} at {=d}', '{a} bis {b} × {c} in {d}'], ['{#a} × {=b} at {=c} from {=d}', '{a} × {b} in {c} von {d}'], ['{#a} to {#b} × {=c} at {=d} from {=e}', '{a} bis {b} × {c} in {d} von {e}'],
  ['{a} a server', '{a} je Server'], ['life {#n} years', 'Lebensdauer {n} Jahre'], ['residual {a}', 'Restwert {a}'], ['maintenance {a} a year', 'Wartung {a} im Jahr'], ['staff {a} a year', 'Personal {a} im Jahr'],
  ['ordered {a}', 'bestellt am {a}'], ['lead time {a} (P90 {b})', 'Lieferzeit {a} (P90 {b})'], ['leased for {#a} months at {b} a year', 'für {a} Monate geleast zu {b} im Jahr'], ['{a} on loan at {#b} % over {#c} months', '{a} als Darlehen zu {b} % über {c} Monate'], ['{=a} ({b} of the servers)', '{a} ({b} der Server)'], ['{=a} ({b} a server)', '{a} ({b} je Server)'],
  // rented and promised
  ['{a} a server-hour', '{a} je Serverstunde'], ['tokens of {=a} from {=b}: {c} a million of prompt', 'Tokens von {a} bei {b}: {c} je Million des Prompts'], ['{a} of output', '{a} der Ausgabe'],
  ['{#a} servers from {b} to {c}', '{a} Server von {b} bis {c}'], ['{a} an hour from {b} to {c}', '{a} je Stunde von {b} bis {c}'], ['{a} upfront', '{a} im Voraus'],
  ['spend commitment with {=a} from {b}', 'Ausgabenzusage bei {a} ab {b}'], ['by year: {a}', 'nach Jahr: {a}'], ['{a} off list', '{a} unter Listenpreis'],
  ['standby of {#a} servers from {b} to {c}', 'Bereitschaft von {a} Servern von {b} bis {c}'], ['{a} a server-hour for standing by', '{a} je Serverstunde für die Bereitschaft'], ['{a} when called', '{a} bei Abruf'], ['{a} notice', '{a} Vorlauf'],
  ['storage of {#a} GB', 'Speicher von {a} GB'], ['{a} a GB and month', '{a} je GB und Monat'], ['licence of {=a}', 'Lizenz von {a}'], ['{a} an accelerator', '{a} je Beschleuniger'], ['{a} in all a year', '{a} insgesamt im Jahr'], ['support of {=a}', 'Support von {a}'], ['at least {a} a month', 'mindestens {a} im Monat'], ['{a} contracted', '{a} vertraglich'], ['{a} a kW and month', '{a} je kW und Monat'], ['from {a} to {b}', 'von {a} bis {b}'],
  // run and carried
  ['replicas: {a} of {=b} on {=c}', 'Replikate: {a} von {b} auf {c}'], ['replicas: {a} of a service on {=c}', 'Replikate: {a} eines Diensts auf {c}'], ['{#a} to {#b}', '{a} bis {b}'], ['accelerators each: {#n}', 'Beschleuniger je Replikat: {n}'],
  ['for {=a}: {b}', 'für {a}: {b}', 'first'], ['{a} at the start', '{a} am Anfang'], ['growing {a} a year', 'wächst {a} im Jahr'], ['rising to {#a} times', 'steigt auf das {a}-Fache'], ['in steps', 'in Stufen'], ['{#a} tokens in and {#b} out', '{a} Tokens hinein und {b} hinaus'], ['no demand of its own', 'keine eigene Nachfrage'], ['no service level', 'kein Servicelevel'], ['{a:TTFT|TPOT|E2E} < {#b} s', '{a} < {b} s'], ['{a:TTFT|TPOT|E2E} < {#b} s in {#c} %', '{a} < {b} s in {c} %'], ['recorded in {=a}', 'aufgezeichnet in {a}'], ['recorded in {=a} × {#b}', 'aufgezeichnet in {a} × {b}'], ['jobs recorded in {=a}', 'Jobs, aufgezeichnet in {a}'], ['may be served in {=a}', 'darf bedient werden in {a}'],
  ['{#a} accelerators of {=b} from {c}', '{a} Beschleuniger von {b} ab {c}'], ['{#n} steps', '{n} Schritte'],
  // gates, dates and what is supposed
  ['must hold', 'muss gelten'], ['{a} of {b:cost|capex|opex|cash|co2|carbon} a {c:day|week|month|quarter|year}', '{a} an {b} je {c}'], ['{a} of {b:cost|capex|opex|cash|co2|carbon} a run', '{a} an {b} je Lauf'], ['hard', 'fest'], ['owner {=a}', 'verantwortlich {a}'], ['nobody owns it', 'niemand ist verantwortlich'], ['answers an outage of {=a}', 'antwortet auf einen Ausfall von {a}'], ['RTO {a}', 'RTO {a}'], ['RTO not set', 'RTO nicht gesetzt'],
  ['at the median lead time', 'bei der mittleren Lieferzeit'], ['deposit of {a}', 'Anzahlung von {a}'], ['renew, replace or let it go before', 'vorher erneuern, ersetzen oder auslaufen lassen'], ['confirm or replace it', 'bestätigen oder ersetzen'], ['its first server may be used then', 'dann darf der erste Server benutzt werden'], ['supposed with {a}', 'angenommen mit {a}'], ['ready', 'bereit'],
  ['revenue', 'Umsatz'], ['avoided cost', 'vermiedene Kosten'], ['probability {a}', 'Wahrscheinlichkeit {a}'], ['valid until {a}', 'gültig bis {a}'], ['as of {a}', 'Stand {a}'],
];

/// "Rented, pool: new: 2 × h100 at hall, …", "Rented, pool: 2 × h100 at hall → 4 × h100 at hall": `say` has the German
/// of a part, `cite` that of a source in brackets. Null: the text is no such line.
export function planLine(text, { outside, say, cite }) {
  const [, section, name, what, rest] = /^([A-Z][a-z]+(?: [a-z]+)*), (.+?): (new: |gone: )?(.*)$/s.exec(text) ?? [];
  if (!Object.hasOwn(SECTIONS, section ?? '') || (!what && outside(rest, ' → ').length < 2)) return null;
  const fact = (part) => {
    const [, body, source] = /^(.*?) \((.*)\)$/s.exec(part) ?? [];
    if (part.startsWith('source ')) return `Quelle ${cite(part.slice(7))}`;
    return say(part) ?? (source === undefined ? part : `${say(body) ?? body} (${cite(source)})`);
  };
  const facts = (parts) => outside(parts, ', ').map(fact).join(', ');
  const [pattern, german] = (BARE.includes(section) ? null : ABOUT.find(([p]) => p.test(name))) ?? [name, name];
  const told = outside(rest, '; ').map((change) => outside(change, ' → ').map(facts).join(' → ')).join('; ');
  return `${SECTIONS[section]}, ${pattern === name ? name : name.replace(pattern, german)}: ${{ 'new: ': 'neu: ', 'gone: ': 'entfällt: ' }[what] ?? ''}${told}`;
}
