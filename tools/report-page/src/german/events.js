// German of what happened in a run: failures, refusals, deliveries, answers to outages; English first.

const CAUSES = [['qualification', 'Qualifizierung'], ['ban', 'Verbot'], ['control plane', 'Steuerebene'], ['stock out', 'ausverkauft'], ['quota', 'Kontingent'], ['allocation', 'Zuteilung des Anbieters'], ['refused', 'verweigert']];
const refusals = CAUSES.flatMap(([cause, grund]) => [
  [`1 server not to be had: ${cause}`, `1 Server nicht zu haben: ${grund}`], [`{#a} servers not to be had: ${cause}`, `{a} Server nicht zu haben: ${grund}`],
]);
const counted = [
  ['asked for, none granted', 'erbeten, keiner gewährt'], ['taken back', 'zurückgeholt'], ['never to come', 'bleiben für immer aus'],
].flatMap(([said, gesagt]) => [[`1 server ${said}`, `1 Server ${gesagt === 'bleiben für immer aus' ? 'bleibt für immer aus' : gesagt}`], [`{#a} servers ${said}`, `{a} Server ${gesagt}`]]);
const planes = [['data', 'Datenebene'], ['control', 'Steuerebene'], ['edge', 'Rand'], ['stock', 'Bestand']].map(([plane, ebene]) => [`${plane} plane: {=a}`, `${ebene}: {a}`]);

/// Of events that say the reason that somebody wrote.
export const REASONED = { outage: planes, partition: [['cut off', 'abgeschnitten']], maintenance: [] };

export const EVENTS = [
  ...refusals, ...counted,
  ['{#a} of 1 server granted', '{a} von 1 Server gewährt'], ['{#a} of {#b} servers granted', '{a} von {b} Servern gewährt'],
  ['1 server in service after {#a} days', '1 Server im Betrieb nach {a} Tagen'], ['{#b} servers in service after {#a} days', '{b} Server im Betrieb nach {a} Tagen'],
  ['{#a} servers reach the end of their life', '{a} Server erreichen das Ende ihrer Lebensdauer'], ['{#a} server reaches the end of its life', '{a} Server erreicht das Ende seiner Lebensdauer'],
  ['a server leaves', 'ein Server geht'], ['server {#a} fails', 'Server {a} fällt aus'], ['waits for power', 'wartet auf Leistung'],
  ['no power for one more replica: {=a} may draw {b}', 'keine Leistung für noch eine Replik: {a} darf {b} ziehen'],
  ['{=a} is at its cap: it stands still', '{a} ist an der Grenze seiner Leistung: er steht still'], ['{=a} is at its cap: {#b} % of its speed', '{a} ist an der Grenze seiner Leistung: {b} % der Geschwindigkeit'],
  ['the response is through', 'die Antwort ist abgeschlossen'], ['what needs it cannot start', 'was ihn braucht, kann nicht starten'], ['its users fail', 'wer ihn braucht, fällt aus'],
  ['{=a} has arrived', '{a} ist angekommen'], ['data leave for {=a}', 'Daten gehen nach {a}'], ['moves to {=a}', 'zieht um nach {a}'], ['to {=a}', 'nach {a}'], ['from {=a}', 'von {a}'],
];
