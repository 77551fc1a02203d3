// An overlay that asserts something of every figure in a result, with a budget of each category: all_figures.mjs RESULT.json.
import { readFileSync } from 'node:fs';

const result = JSON.parse(readFileSync(process.argv[2], 'utf8'));
// Beside the figures: who ran, what was asked, rows of tables.
const families = Object.entries(result).filter(
  ([key, value]) => value !== null && typeof value === 'object' && !Array.isArray(value) &&
    !['finance_tables', 'energy_flows', 'carbon_boundary', 'next_bottleneck'].includes(key));
const paths = [];
const walk = (path, value) => {
  if (typeof value === 'number' || (value && typeof value === 'object' && 'value' in value && 'formula' in value)) paths.push(path);
  else if (value && typeof value === 'object' && !Array.isArray(value)) {
    for (const [key, below] of Object.entries(value)) walk(`${path}.${key}`, below);
  }
};
for (const [key, value] of families) walk(key, value);
// A budget of each category of cost that the result has.
const categories = Object.keys(result.cost?.by_category ?? {});
if (categories.length > 0) console.log('finance:\n  budgets:');
for (const category of categories) console.log(`    - {name: of-${category.replaceAll(' ', '-')}, amount: 1 USD, category: ${category}}`);
console.log('assert:');
for (const path of paths) console.log(`  - ${JSON.stringify(`${path} > 0`)}`);
