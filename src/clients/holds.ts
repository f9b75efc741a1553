interface Failed {
  readonly rule: string;
  readonly message: string;
}

/** Rule CL-13, for who may not know of a hold: that something stands against the trade, and who can say what. */
export function hidesHolds<F extends Failed>(failures: readonly F[]): F[] {
  return failures.map((failed) =>
    failed.rule === 'CL-13' ? { ...failed, rule: 'RESTRICTED', message: 'ask compliance' } : failed,
  );
}
