import { isNode, isScalar, LineCounter, parseDocument, parse as parseYaml, stringify } from 'yaml';
import { parse } from '../../contracts/parse.ts';
import { ok, type Rejection, type Result, reject } from '../../contracts/result.ts';
import type { ScenarioCheck } from '../../contracts/risk-run.ts';
import { ScenarioFile } from '../../contracts/risk-scenario.ts';
import { expandScenario } from './expand.ts';

const NESTING_MAX = 100;
/** No aliases: a few lines of them would be gigabytes. */
const YAML = { maxAliasCount: 0, uniqueKeys: true, prettyErrors: true } as const;
const WIDE = 140;

/** YAML or JSON; every field checked, and every expression. */
export async function readScenarioText(text: string): Promise<Result<ScenarioFile>> {
  const read = await readWithCells(text);
  return read.ok ? ok(read.value.scenario) : read;
}

/** For somebody who is still writing: the scenario in its plain form, or where its first fault stands in the text. */
export async function checkScenarioText(text: string): Promise<ScenarioCheck> {
  const read = await readWithCells(text);
  if (!read.ok) return { scenario: null, yaml: null, cells: null, fault: faultIn(text, read.rejection) };
  const { scenario, cells } = read.value;
  return { scenario, yaml: stringify(scenario, { lineWidth: WIDE }), cells, fault: null };
}

interface Read {
  readonly scenario: ScenarioFile;
  /** Null of a history, whose windows are not known before it runs. */
  readonly cells: number | null;
}

async function readWithCells(text: string): Promise<Result<Read>> {
  let read: unknown;
  try {
    read = parseYaml(text, YAML);
  } catch (error) {
    const [first = 'cannot be read'] = String(error instanceof Error ? error.message : error).split('\n');
    return reject('VALIDATION_FAILED', `text must be YAML or JSON: ${first.slice(0, 200)}`, { path: 'text' });
  }
  if (depthOf(read) > NESTING_MAX)
    return reject('VALIDATION_FAILED', 'text must not be nested that deep', { path: 'text' });
  const file = parse(ScenarioFile, read);
  if (!file.ok) return file;
  const expanded = await expandScenario(file.value);
  if (!expanded.ok) return expanded;
  const cells = file.value.history === undefined ? expanded.value.cells.length : null;
  return ok({ scenario: file.value, cells });
}

function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  let depth = 0;
  while (level.length > 0 && depth <= NESTING_MAX) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
    depth += 1;
  }
  return depth;
}

function faultIn(text: string, { message, details = {} }: Rejection): NonNullable<ScenarioCheck['fault']> {
  const path = typeof details['path'] === 'string' ? details['path'] : '';
  const index = typeof details['index'] === 'number' ? details['index'] : null;
  return { path, message, place: placeIn(text, path, index), index };
}

/** Where a field begins, or the character of its expression; the nearest field around it when it is missing. */
function placeIn(text: string, path: string, index: number | null) {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...YAML, lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined) return placeAt(lines, broken.pos[0]);
  const keys = path === '' ? [] : path.split('.');
  const found = keys.map((_, dropped) => offsetOf(document.getIn(keys.slice(0, keys.length - dropped), true), index));
  return placeAt(lines, found.find((offset) => offset !== null) ?? 0);
}

function offsetOf(node: unknown, index: number | null): number | null {
  if (!isNode(node) || !node.range) return null;
  const [start] = node.range;
  if (index === null || !isScalar(node)) return start;
  return start + index + (node.type?.startsWith('QUOTE') === true ? 1 : 0);
}

function placeAt(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
