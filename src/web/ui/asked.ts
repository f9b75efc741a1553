import { useState } from 'react';
import type { Rejection, Result } from '../../contracts/result.ts';

/** What is asked of the service by one form: whether it is under way, and why it was refused. */
export interface Asked {
  readonly busy: boolean;
  readonly fault: Rejection | null;
  /** The value, or null when it was refused. A second press while the first is under way asks nothing. */
  readonly ask: <T>(work: () => Promise<Result<T>> | Result<T>) => Promise<T | null>;
  /** What the refusal says of a field, for standing at it. */
  readonly at: (path: string) => string | undefined;
  readonly clear: () => void;
}

interface State {
  readonly busy: boolean;
  readonly fault: Rejection | null;
}

const IDLE: State = { busy: false, fault: null };

export function useAsked(): Asked {
  const [state, setState] = useState(IDLE);
  const ask = async <T>(work: () => Promise<Result<T>> | Result<T>): Promise<T | null> => {
    if (state.busy) return null;
    setState({ busy: true, fault: null });
    const answer = await work();
    setState({ busy: false, fault: answer.ok ? null : answer.rejection });
    return answer.ok ? answer.value : null;
  };
  return { ...state, ask, at: (path) => faultAt(state.fault, path), clear: () => setState(IDLE) };
}

/** The words of a refusal that names this field, without the name that stands above the field already. */
function faultAt(fault: Rejection | null, path: string): string | undefined {
  if (fault?.details?.['path'] !== path) return undefined;
  const { rule, value } = fault.details;
  return typeof rule === 'string' ? `${rule}${typeof value === 'string' ? `, was ${value}` : ''}` : fault.message;
}
