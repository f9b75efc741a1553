import { CommanderError } from 'commander';
import { CliError, type ExitCode, RefusedError } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** Says why a command failed, without a stack, and returns its exit code. With --json a refusal is data. */
export function report(
  error: unknown,
  { terminal: { out, err }, json }: { readonly terminal: Terminal; readonly json: boolean },
): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has said what is wrong
  if (error instanceof RefusedError && json) {
    out.write(`${JSON.stringify({ ok: false, error: error.rejection })}\n`);
    return error.exitCode;
  }
  const { exitCode, lines } = told(error);
  err.write(`${err.paint('red', 'otc:')} ${lines.join('\n     ')}\n`);
  return exitCode;
}

function told(error: unknown): { readonly exitCode: ExitCode; readonly lines: readonly string[] } {
  if (error instanceof CliError) return { exitCode: error.exitCode, lines: [error.message, ...error.advice] };
  if (!(error instanceof Error)) return { exitCode: 1, lines: [String(error)] };
  if (error.name === 'ConfigurationError') return { exitCode: 2, lines: [error.message] };
  const where = process.env['OTC_DEBUG'] === '1' ? error.stack : undefined;
  const advice = 'run it again with OTC_DEBUG=1 to see where, and please report it';
  return { exitCode: 1, lines: [`this should not have happened: ${error.message}`, where ?? advice] };
}
