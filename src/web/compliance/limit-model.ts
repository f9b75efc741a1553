const SCOPE = ['accountId', 'trader', 'underlying', 'kind'] as const;
const TENORS = ['minTenorDays', 'maxTenorDays'] as const;

/** A cap as it was entered, as the service is asked: an empty field of its scope is all, an empty bound ends it. */
export function proposalOf(entered: Readonly<Record<string, string>>): object {
  const named = SCOPE.flatMap((name) => (isGiven(entered[name]) ? [[name, entered[name]]] : []));
  const tenors = TENORS.flatMap((name) => (isGiven(entered[name]) ? [[name, numberOr(entered[name] ?? '')]] : []));
  const { limitId, per, measure, max = '', reason } = entered;
  return {
    limitId,
    per,
    measure,
    max: max.trim() === '' ? null : max.trim(),
    reason,
    scope: Object.fromEntries([...named, ...tenors]),
  };
}

function isGiven(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}

/** What is no number stays text, and is refused by name. */
function numberOr(text: string): number | string {
  return Number.isFinite(Number(text)) ? Number(text) : text;
}
