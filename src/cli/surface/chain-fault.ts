import { CliError } from '../exit.ts';

/** What is wrong with a chain file, and where: enough to open the file and mend it. */
export interface ChainFault {
  /** From 1. */
  readonly line: number;
  readonly field: string;
  /** What it must be: "be a number > 0". */
  readonly rule: string;
  readonly value: string;
}

const SHOWN = 10;

/** All faults at once, the first as the message; whoever mends a file wants the list. */
export function chainFileError(file: string, faults: readonly ChainFault[]): CliError {
  const lines = faults
    .slice(0, SHOWN)
    .map(
      ({ line, field, rule, value }) => `${file}, line ${line}: ${field} must ${rule}, was ${JSON.stringify(value)}`,
    );
  const more = faults.length > SHOWN ? [`and ${faults.length - SHOWN} more faults in ${file}`] : [];
  const [message = `${file} is faulty`, ...rest] = lines;
  return new CliError(message, { advice: [...rest, ...more] });
}
