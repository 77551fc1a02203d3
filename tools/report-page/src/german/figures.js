// German of how figures of finance and of queueing are computed, and why one is refused; English first.

const TIMED = [['end', 'Ende'], ['middle', 'Mitte']].map(([when, wann]) => [`{#r} % a year, Actual/365 from the start, cash at the ${when} of each month`, `{r} % im Jahr, Actual/365 ab dem Start, Zahlungen zum ${wann} jedes Monats`.replace('zum Mitte', 'zur Mitte')]);
const discounted = (english, german) => TIMED.map(([how, wie]) => [`${english}: ${how}`, `${german}: ${wie}`]);
const OVER = [['not discounted', 'nicht abgezinst'], ['both discounted from the middle of months', 'beides ab der Monatsmitte abgezinst']];

export const FIGURES = [
  ...discounted('Σ cash paid / (1 + r)^(days/365), before tax', 'Σ Zahlungen / (1 + r)^(Tage/365), vor Steuer'),
  ...discounted('npv_cost less the tax that it saves', 'npv_cost abzüglich der ersparten Steuer'),
  ...discounted('XNPV: Σ net cash / (1 + r)^(days/365), after tax', 'XNPV: Σ Nettozahlungen / (1 + r)^(Tage/365), nach Steuer'),
  ...discounted('PV of value and sales / PV of what is paid', 'Barwert von Nutzen und Verkäufen / Barwert des Gezahlten'),
  ...OVER.flatMap(([how, wie]) => [
    [`PV of effective cost / PV of useful accelerator hours, ${how}`, `Barwert der effektiven Kosten / Barwert nützlicher Beschleunigerstunden, ${wie}`],
    [`PV of the requests' effective cost / PV of output tokens × 10⁶, ${how}`, `Barwert der effektiven Kosten der Anfragen / Barwert der Ausgabetoken × 10⁶, ${wie}`],
  ]),
  ['(1 + IRR of the months)^12 − 1: net cash of the start and of the calendar months, a part of one as a whole', '(1 + IRR der Monate)^12 − 1: Nettozahlungen des Starts und der Kalendermonate, ein angebrochener als ganzer'],
  ['(FV of what comes in at {#a} % / PV of what goes out at {#b} %)^(365/days) − 1', '(Endwert der Eingänge zu {a} % / Barwert der Ausgänge zu {b} %)^(365/Tage) − 1'],
  ['(Σ value and sales − Σ paid) / Σ paid; paid: purchases, operating cost, tax of the run', '(Σ Nutzen und Verkäufe − Σ gezahlt) / Σ gezahlt; gezahlt: Käufe, Betriebskosten, Steuer des Laufs'],
  ['r/12 of the nominal rate', 'r/12 des nominalen Satzes'], ['(1 + nominal)/(1 + inflation) − 1; amounts of the run are nominal', '(1 + nominal)/(1 + Inflation) − 1; die Beträge des Laufs sind nominal'],
  ['equivalent annual cost: npv_cost·r/(1 − (1 + r)^−n), n = {#a} years', 'Annuität: npv_cost·r/(1 − (1 + r)^−n), n = {a} Jahre'],
  ['XIRR: the rate at which the dated net cash is worth 0', 'XIRR: der Satz, zu dem die datierten Nettozahlungen 0 wert sind'],
  ['a year, effective: stated, or the cost of capital', 'im Jahr, effektiv: angegeben, oder die Kapitalkosten'], ['a year: stated as hurdle_rate, else the discount rate', 'im Jahr: als hurdle_rate angegeben, sonst der Zinssatz'],
  ['cash of the start + NPV of the calendar months at the monthly rate, a part of one as a whole', 'Zahlungen des Starts + Kapitalwert der Kalendermonate zum Monatssatz, ein angebrochener als ganzer'], ['{a:XIRR|MIRR} − hurdle_rate, a year', '{a} − hurdle_rate, im Jahr'],
  ['first time that the running total of net cash reaches 0', 'wann die laufende Summe der Nettozahlungen zuerst 0 erreicht'], ['likewise of discounted net cash', 'ebenso, mit abgezinsten Nettozahlungen'],
  ['levelised cost of a million output tokens / share of them within service levels', 'Gestehungskosten einer Million Ausgabetoken / deren Anteil innerhalb der Servicelevel'],
  ['rate × (value − effective cost without wear − tax depreciation), by month', 'Satz × (Nutzen − effektive Kosten ohne Verschleiß − steuerliche Abschreibung), nach Monaten'],
  ['no workload or job has a value: say under `value` what it brings in', 'keine Last und kein Job hat einen Nutzen: unter `value` angeben, was er einbringt'],
  ['no discount rate is given: finance.discount_rate or finance.wacc says what money costs', 'kein Zinssatz ist angegeben: finance.discount_rate oder finance.wacc sagt, was Geld kostet'],
  ['give discount_rate, or reinvest_rate and finance_rate', 'discount_rate angeben, oder reinvest_rate und finance_rate'],
  ['never within the run', 'nie innerhalb des Laufs'], ['all cash is of one day', 'alle Zahlungen sind von einem Tag'], ['nothing is paid', 'nichts wird gezahlt'],
  ['requests a second / rate_limit of the workload', 'Anfragen je Sekunde / rate_limit des Workloads'],
  ["requests a second, or their tokens, / what the API's limits let pass", 'Anfragen je Sekunde, oder ihre Token, / was die Grenzen der API durchlassen'], ['replicas for prompts / replicas for answers; the bound: at equal load', 'Repliken für Prompts / Repliken für Antworten; die Schranke: bei gleicher Last'], ["arrivals × KV of a mean prompt / bandwidth of the ready replicas' links", 'Ankünfte × KV eines mittleren Prompts / Bandbreite der Verbindungen bereiter Repliken'],
  ['≤ slots / mean residence of a request in its slot', '≤ Plätze / mittlere Zeit einer Anfrage auf ihrem Platz'], ['stable below 1', 'stabil unter 1'], ['M/M/c with slots as servers: what slots alone explain', 'M/M/c mit Plätzen als Bedienern: was die Plätze allein erklären'],
  ['arrivals × device time of a mean request in a full batch / ready replicas', 'Ankünfte × Gerätezeit einer mittleren Anfrage im vollen Stapel / bereite Repliken'], ['the same of the busiest meter interval / most replicas at once', 'dasselbe im stärksten Messintervall / meiste Repliken zugleich'],
].map(([english, german]) => [english, german, true]);
