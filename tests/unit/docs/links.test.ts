import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Folders that hold no documents of ours. */
const PASSED_OVER = new Set(['node_modules', 'dist', 'data', 'artifacts', 'coverage', '.git']);

describe('links in the documents', () => {
  const documents = markdownFiles(root).map((file) => ({ file, name: relative(root, file) }));

  it.each(documents)('$name leads only to files and headings that exist', ({ file }) => {
    const broken = linksOf(readFileSync(file, 'utf8')).filter((link) => !leadsSomewhere(file, link));

    expect(broken).toEqual([]);
  });

  it('join every page under docs/ to the index', () => {
    const index = join(root, 'docs', 'README.md');
    const reached = pagesFrom(index);

    const unreached = documents.filter(({ name, file }) => name.startsWith('docs') && !reached.has(file));

    expect(unreached.map(({ name }) => name)).toEqual([]);
  });
});

function markdownFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return PASSED_OVER.has(entry.name) ? [] : markdownFiles(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** Targets of links and pictures that stay in the repository, outside code. */
function linksOf(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)]
    .map(([, link = '', attribute = '']) => link || attribute)
    .filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(from: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const target = path === '' ? from : join(dirname(from), path);
  if (!existsSync(target)) return false;
  return heading === undefined || headingsOf(readFileSync(target, 'utf8')).has(heading);
}

/** Anchors as they are made from headings: lower case, spaces to hyphens, other signs left out. */
function headingsOf(markdown: string): Set<string> {
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function pagesFrom(index: string): Set<string> {
  const reached = new Set([index]);
  for (const page of reached) {
    for (const link of linksOf(readFileSync(page, 'utf8'))) {
      const target = join(dirname(page), link.split('#')[0] ?? '');
      if (target.endsWith('.md') && existsSync(target)) reached.add(target);
    }
  }
  return reached;
}
