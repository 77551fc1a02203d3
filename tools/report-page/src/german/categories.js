// Categories of cost: single words that elsewhere may be somebody's names.
export const CATEGORIES = {
  compute: 'Rechenzeit', reservation: 'Reservierung', commitment: 'Zusage', capacity: 'Kapazität', depreciation: 'Abschreibung', capex: 'Investition', lease: 'Leasing', maintenance: 'Wartung', support: 'Support', staff: 'Personal', insurance: 'Versicherung', licence: 'Lizenzen', tokens: 'Token', egress: 'Datenausgang', storage: 'Speicher', energy: 'Energie', 'energy export': 'Einspeisung', ppa: 'Stromliefervertrag', floor: 'Fläche', colocation: 'Colocation', 'colocation setup': 'Einrichtung der Colocation', 'flexible power': 'flexible Leistung', purchase: 'Kauf', battery: 'Batterie', certificates: 'Zertifikate', disposal: 'Abgang', porting: 'Portierung', qualification: 'Qualifizierung',
};

export const PLAIN_CATEGORIES = Object.fromEntries(Object.keys(CATEGORIES).map((name) => [name, name]));
