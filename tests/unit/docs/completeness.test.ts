import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../../../scripts/docs/generated.ts';
import { APPROVAL_CHANGES } from '../../../src/approvals/index.ts';
import { DESK_REQUESTS, DeskNotice } from '../../../src/contracts/desk-socket.ts';
import { RISK_REQUESTS } from '../../../src/contracts/risk-socket.ts';

const read = (...path: string[]) => readFileSync(join(repoRoot, ...path), 'utf8');
const sourcesIn = (...folder: string[]) =>
  readdirSync(join(repoRoot, ...folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

/** The approval register's own commands stand in one row with it. */
const APPROVAL_WORDS = new Set<string | undefined>([
  ...APPROVAL_CHANGES,
  'revise',
  'draft',
  'show',
  'history',
  'as',
  'impact',
]);

describe('the page on HTTP', () => {
  it('lists every route of the service, and no other', () => {
    const listed = [...read('docs', 'api', 'http.md').matchAll(/^\| `(GET|POST|DELETE) (\S+)` \|/gm)].map(
      ([, method, path]) => `${method} ${path}`,
    );

    const served = sourcesIn('src', 'http').flatMap((source) =>
      [...source.matchAll(/router\.(get|post|delete)\(\s*['`]([^'`]+)['`]/g)].flatMap(([, method = '', path = '']) =>
        eachChange(`${method.toUpperCase()} ${path}`),
      ),
    );
    expect(listed.sort()).toEqual(served.sort());
  });
});

describe('the page on the desk', () => {
  const page = read('docs', 'api', 'desk.md');

  it('lists every request of its namespace, and no other', () => {
    expect(rowsUnder(page, 'Requests').sort()).toEqual(Object.keys(DESK_REQUESTS).sort());
  });

  it('lists every message, as the schemas name them, and every kind of notice', () => {
    const { desk } = JSON.parse(read('docs', 'api', 'schemas.json')) as { desk: { messages: object } };

    expect(rowsUnder(page, 'Messages').sort()).toEqual(Object.keys(desk.messages).sort());
    for (const { shape } of DeskNotice.options) expect(page).toContain(`\`${shape.type.value}\``);
  });
});

describe('the page on the risk team', () => {
  const page = read('docs', 'api', 'risk.md');
  const { risk } = JSON.parse(read('docs', 'api', 'schemas.json')) as { risk: { messages: object } };

  it.each([
    { heading: 'Requests', names: Object.keys(RISK_REQUESTS) },
    { heading: 'Messages', names: Object.keys(risk.messages) },
  ])('lists each of its $heading, and no other', ({ heading, names }) => {
    expect(rowsUnder(page, heading).sort()).toEqual(names.sort());
  });
});

describe('the page on operations', () => {
  it('explains every line that the service logs, at its level, and no other', () => {
    const explained = [
      ...read('docs', 'operations.md').matchAll(/^\| (info|warn|error) \| ([^|]+) \| [^|]+ \|$/gm),
    ].map(([, level, message]) => `${level} ${message}`);

    const logged = sourcesIn('src').flatMap((source) =>
      [...source.matchAll(/\blog\s*\.(debug|info|warn|error|fatal)\((?:\{.*?\},\s*)?'([^']+)'/gs)].map(
        ([, level, message]) => `${level} ${message}`,
      ),
    );
    expect(explained.sort()).toEqual(logged.sort());
  });
});

describe('the page on the command line', () => {
  it('lists every command, and no other', () => {
    const table =
      /^\| command \| what \|\n(?:\|.*\n)+/m.exec(read('docs', 'command-line.md'))?.[0].match(/^\| `.+$/gm) ?? [];
    const listed = table.flatMap((row) => commandsOf(row.split('|')[1] ?? ''));

    const commands = [...read('src', 'cli', 'main.ts').matchAll(/^ {4}name: '([\w-]+)',$/gm)].map(([, name]) => name);
    expect(commands.length).toBeGreaterThan(0);
    expect([...new Set(listed)].filter((name) => !APPROVAL_WORDS.has(name)).sort()).toEqual(commands.sort());
  });
});

describe('the page on connecting', () => {
  it('shows code of the program that is run', () => {
    const snippets = [...read('docs', 'api', 'connect.md').matchAll(/^```js\n([\s\S]+?)^```$/gm)].map(
      ([, code]) => code,
    );
    const program = read('docs', 'api', 'first-trade.mjs');

    expect(snippets.length).toBeGreaterThan(0);
    for (const snippet of snippets) expect(program).toContain(snippet);
  });
});

/** What the first cells under a heading name. */
function rowsUnder(page: string, heading: string): (string | undefined)[] {
  const rows = (page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '').matchAll(/^\| (`[^|]+) \|/gm);
  return [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`([\w.]+)`/g)].map(([, name]) => name));
}

/** Commands in one cell; where the first comes with a subcommand, the others are its subcommands. */
function commandsOf(cell: string): string[] {
  const [first = '', ...others] = [...cell.matchAll(/`([^`]+)`/g)].map(([, words = '']) => words);
  const [command = ''] = first.split(' ');
  return first.includes(' ') ? [command] : [command, ...others.map((words) => words.split(' ')[0] ?? '')];
}

function eachChange(route: string): string[] {
  const variable = `\${change}`;
  if (!route.includes(variable)) return [route];
  return APPROVAL_CHANGES.map((change) => route.replace(variable, change));
}
