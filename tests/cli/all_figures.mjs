// An overlay that asserts something of every figure in a result: all_figures.mjs RESULT.json.
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
console.log('assert:');
for (const path of paths) console.log(`  - ${JSON.stringify(`${path} > 0`)}`);
