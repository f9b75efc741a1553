/** Adds up jest's reports in a folder: `node scripts/ci/count-tests.mjs <folder>`. The last line is the sum. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const reports = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));

const sum = (count) => reports.reduce((total, report) => total + count(report), 0);
const passed = sum((report) => report.numPassedTests);
// A file that cannot even be loaded holds no failed test, yet it has failed.
const failed = sum((report) => report.numFailedTests + report.numRuntimeErrorTestSuites);
const skipped = sum((report) => report.numPendingTests + report.numTodoTests);

if (skipped > 0) process.stdout.write(`${skipped} tests were skipped: a test runs or is deleted\n`);
process.stdout.write(`tests: ${passed} passed, ${failed} failed\n`);
process.exitCode = passed > 0 && failed === 0 && skipped === 0 ? 0 : 1;
