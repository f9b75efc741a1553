import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { repoRoot } from './repo-root.ts';
import { RULE_WORDS } from './rule-words.ts';

export interface RuleEvidence {
  readonly id: string;
  /** Files of the service that decide by it, seen from the root. */
  readonly enforcedIn: readonly string[];
  /** Files with a test that names it. */
  readonly provenBy: readonly string[];
}

/** Not where a rule is decided: the contract's shapes, texts for terminals, figures and demo data. */
const TELLING = /^src\/(cli|client|demo|platform)\//;

const FAMILIES: Readonly<Record<string, string>> = {
  PA: 'Product approvals',
  CL: 'Clients',
  ST: 'Settlement',
  TR: 'Trading',
  BK: 'Booking',
  AU: 'Audit',
};

/** Where the code decides by each rule, and the tests whose titles name it. */
export function ruleEvidence(): RuleEvidence[] {
  const source = textsOf('src').filter(({ path }) => !TELLING.test(path));
  const tests = textsOf('tests').map(({ path, text }) => ({ path, text: titlesOf(text) }));
  return Object.keys(RULE_WORDS).map((id) => ({
    id,
    enforcedIn: mentioning(source, id),
    provenBy: mentioning(tests, id),
  }));
}

/** The page docs/rules.md, whole. */
export function rulesPage(): string {
  const evidence = ruleEvidence();
  const families = Object.entries(FAMILIES).map(([family, title]) => {
    const rows = evidence.filter(({ id }) => id.startsWith(family)).map(rowOf);
    return [`## ${title}`, '', '| rule | what it asks | decided in | proven by |', '|---|---|---|---|', ...rows].join(
      '\n',
    );
  });
  return `${[HEAD, ...families, besides()].join('\n\n')}\n`;
}

const HEAD = `# Rules

The rules that this service holds a licensed firm to, by the ids under which decisions, logs, tests and documents name them. Written by
\`npm run docs\` from the code and its tests; a test fails when a rule has neither a place and a proof nor a reason why it has none.

Texts for clients are neutral; staff read the rule, and what was compared with what. Nothing here is legal advice.`;

/** What an officer has to see to by other means. */
function besides(): string {
  const rows = Object.entries(RULE_WORDS).flatMap(([id, { beyond }]) =>
    beyond === undefined ? [] : [`| ${id} | ${beyond} |`],
  );
  return [
    '## What is not held',
    '',
    'Parts of rules that nothing here enforces:',
    '',
    '| rule | what |',
    '|---|---|',
    ...rows,
  ].join('\n');
}

function rowOf({ id, enforcedIn, provenBy }: RuleEvidence): string {
  const { rule, notYet } = RULE_WORDS[id] ?? { rule: '' };
  if (notYet !== undefined) return `| ${id} | ${rule} | not applicable yet: ${notYet} | |`;
  return `| ${id} | ${rule} | ${enforcedIn.map(linkTo).join(', ')} | ${provenBy.map(linkTo).join(', ')} |`;
}

function linkTo(path: string): string {
  const name = path.replace(/^(src|tests)\//, '').replace(/([.]test)?[.]ts$/, '');
  return `[${name}](../${path})`;
}

interface SourceText {
  readonly path: string;
  readonly text: string;
}

function textsOf(folder: string): SourceText[] {
  const root = join(repoRoot, folder);
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ path: relative(repoRoot, file).split(sep).join('/'), text: readFileSync(file, 'utf8') }));
}

/** The titles of tests, and the tables that fill them in. */
function titlesOf(text: string): string {
  const titles = [...text.matchAll(/\b(?:it|describe)\(\s*(['"`])(.*?)\1/gs)].map(([, , title]) => title);
  const tables = [...text.matchAll(/\b(?:it|describe)\.each\((.*?)\)\(\s*(['"`])(.*?)\2/gs)].map(
    ([, rows, , title]) => `${rows}\n${title}`,
  );
  return [...titles, ...tables].join('\n');
}

function mentioning(files: readonly SourceText[], id: string): string[] {
  return files.filter(({ text }) => text.includes(id)).map(({ path }) => path);
}
