import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorTables } from './error-codes.ts';
import { metricsTable } from './metrics.ts';
import { permissionTable } from './permissions.ts';
import { repoRoot } from './repo-root.ts';
import { requirementsTable } from './requirements.ts';
import { rulesPage } from './rules.ts';
import { schemasFile } from './schemas.ts';
import { settingsTable } from './settings.ts';

export { repoRoot };

export interface GeneratedFile {
  /** Seen from the root of the repository. */
  readonly path: string;
  readonly committed: string;
  readonly fromCode: string;
}

/** Every document that the code says the content of, whole or in a marked block, as it is and as it must be. */
export async function generatedFiles(): Promise<GeneratedFile[]> {
  const schemas = 'docs/api/schemas.json';
  const rules = 'docs/rules.md';
  return [
    { path: schemas, committed: readDocument(schemas), fromCode: schemasFile() },
    { path: rules, committed: readDocument(rules), fromCode: rulesPage() },
    withBlock('README.md', 'settings', settingsTable()),
    withBlock('docs/api/errors.md', 'error codes', errorTables()),
    withBlock('docs/clients.md', 'requirements', requirementsTable()),
    withBlock('docs/operations.md', 'metrics', await metricsTable()),
    withBlock('docs/security.md', 'permissions', permissionTable()),
  ];
}

function withBlock(path: string, name: string, body: string): GeneratedFile {
  const committed = readDocument(path);
  return { path, committed, fromCode: replaceBlock(committed, { name, body, path }) };
}

/** @throws Error when the document has no block of that name. */
function replaceBlock(text: string, { name, body, path }: { name: string; body: string; path: string }): string {
  const from = `<!-- generated: ${name} -->`;
  const to = '<!-- end -->';
  const start = text.indexOf(from);
  const end = text.indexOf(to, start);
  if (start < 0 || end < 0) throw new Error(`${path} must hold ${from} … ${to}`);
  return `${text.slice(0, start + from.length)}\n${body}\n${text.slice(end)}`;
}

function readDocument(path: string): string {
  try {
    return readFileSync(join(repoRoot, path), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
