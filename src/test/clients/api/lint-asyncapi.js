import {readFile} from 'node:fs/promises';
import {Parser} from '@asyncapi/parser';

// 3.1 has nothing that the description needs, and fewer programs read it.
const ALLOWED = new Set(['asyncapi-latest-version']);

const {diagnostics} = await new Parser().parse(await readFile(process.argv[2], 'utf8'));
const problems = diagnostics.filter(({code}) => !ALLOWED.has(code));
for (const {code, message, path} of problems) console.log(`${code} at ${path.join('.')}: ${message}`);
process.exitCode = problems.length ? 1 : 0;
