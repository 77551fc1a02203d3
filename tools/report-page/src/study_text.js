// Every word that the report of a study adds, in English and German.
export const TEXT = {
  en: {
    other: 'Deutsch', toLight: 'Light', toDark: 'Dark', print: 'Print or PDF', met: 'Goal met', missed: 'Goal missed', goal: 'Goal', answer: 'Answer', flips: 'Flips if', baseOf: 'Base', runs: 'runs', run: 'run', seed: 'seed', currency: 'money in',
    points: '{n} points', matrix: 'Beside the baseline', matrixNote: 'Shaded by how far a figure is from the baseline’s: orange more, blue less. Whether more is better depends on the figure.', baseline: 'baseline', metric: 'Figure', same: 'the same',
    data: 'Figures of the chart', csv: 'CSV', formulas: 'How it is computed', sortBy: 'sort by', rows: 'rows', leftOut: '{n} further rows are in study.json.',
    assumptions: 'Assumptions', assumptionsNote: 'What the answer rests on. “Assumed” has no source: change it and see whether the answer stays.', name: 'What', value: 'Value', source: 'Source', assumed: 'assumed', notes: 'Notes',
    threshold: 'limit', baselineMark: 'baseline', low: 'input low', high: 'input high', p10: 'P10', p50: 'P50', p90: 'P90', below: '{p} of futures below', futures: 'share of futures that stay below', band: 'P10 to P90', median: 'P50',
    spreadNote: 'The curve says in which share of futures the figure stays below a value: the steeper, the surer.', zeros: '{n} further: 0.', chartOf: 'Chart: {t}. Its figures are in the table below it.', label: 'Label', series: 'Series', causes: 'Where the difference comes from',
    footer: 'Made by Orrery {v}. Figures are modelled from the scenario and dated catalog facts. This page loads nothing from a network.', figure: 'Figure',
  },
  de: {
    other: 'English', toLight: 'Hell', toDark: 'Dunkel', print: 'Drucken oder PDF', met: 'Ziel erreicht', missed: 'Ziel verfehlt', goal: 'Ziel', answer: 'Antwort', flips: 'Kippt, wenn', baseOf: 'Grundlage', runs: 'Läufe', run: 'Lauf', seed: 'Startwert', currency: 'Geld in',
    points: '{n} Punkte', matrix: 'Neben dem Maßstab', matrixNote: 'Getönt danach, wie weit eine Zahl von der des Maßstabs abweicht: orange mehr, blau weniger. Ob mehr besser ist, hängt von der Zahl ab.', baseline: 'Maßstab', metric: 'Zahl', same: 'gleich',
    data: 'Zahlen des Diagramms', csv: 'CSV', formulas: 'Wie gerechnet wird', sortBy: 'sortieren nach', rows: 'Zeilen', leftOut: '{n} weitere Zeilen stehen in study.json.',
    assumptions: 'Annahmen', assumptionsNote: 'Worauf die Antwort beruht. „Angenommen“ hat keine Quelle: ändern Sie es und sehen Sie, ob die Antwort bleibt.', name: 'Was', value: 'Wert', source: 'Quelle', assumed: 'angenommen', notes: 'Anmerkungen',
    threshold: 'Grenze', baselineMark: 'Maßstab', low: 'Eingabe niedrig', high: 'Eingabe hoch', p10: 'P10', p50: 'P50', p90: 'P90', below: '{p} der Zukünfte darunter', futures: 'Anteil der Zukünfte darunter', band: 'P10 bis P90', median: 'P50',
    spreadNote: 'Die Kurve sagt, in welchem Anteil der Zukünfte die Zahl unter einem Wert bleibt: je steiler, desto sicherer.', zeros: '{n} weitere: 0.', chartOf: 'Diagramm: {t}. Seine Zahlen stehen in der Tabelle darunter.', label: 'Bezeichnung', series: 'Reihe', causes: 'Woher der Unterschied kommt',
    footer: 'Erstellt mit Orrery {v}. Die Zahlen sind aus dem Szenario und datierten Katalogangaben modelliert. Diese Seite lädt nichts aus einem Netz.', figure: 'Zahl',
  },
};
