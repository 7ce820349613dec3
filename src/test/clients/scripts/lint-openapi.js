import {createConfig, lint} from '@redocly/openapi-core';

const config = await createConfig({extends: ['recommended']});
for (const ref of process.argv.slice(2)) {
  const problems = await lint({ref, config});
  console.log(`${problems.length} problems`);
  for (const {ruleId, message, location} of problems) console.log(`${ruleId} at ${location[0]?.pointer}: ${message}`);
}
