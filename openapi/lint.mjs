// Lints an OpenAPI description with redocly.yaml beside this file. Exit status 1 when it says anything.
import { formatProblems, getTotals, lint, loadConfig } from '@redocly/openapi-core';

const config = await loadConfig({ configPath: new URL('redocly.yaml', import.meta.url).pathname });
const problems = await lint({ ref: process.argv[2], config });
const totals = getTotals(problems);
formatProblems(problems, { format: 'codeframe', totals, version: '1' });
const count = totals.errors + totals.warnings;
console.log(`${process.argv[2]}: ${count === 0 ? 'no problems' : `${count} problems`}`);
process.exit(count === 0 ? 0 : 1);
