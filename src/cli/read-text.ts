import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { messageOf } from './error-parts.ts';
import { badUsage } from './exit.ts';

/** A file that the user names; `-` is standard input. @throws CliError when it cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw badUsage(`${file} cannot be read: ${messageOf(error)}`);
  }
}

/** What a YAML or JSON file holds, without aliases, which could unfold to more than fits. @throws CliError. */
export function readYaml(file: string): unknown {
  const text = readText(file);
  try {
    return parseYaml(text, { maxAliasCount: 0 });
  } catch (error) {
    throw badUsage(`${file} must be YAML or JSON: ${messageOf(error)}`);
  }
}
