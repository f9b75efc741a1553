/** The local clock, UTC epoch ms. It does not jump when the computer's clock is set: the service's stamps correct it. */
export function localNow(): number {
  return performance.timeOrigin + performance.now();
}
