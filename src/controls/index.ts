export { makeSwitches, type Switches } from './change-switch.ts';
export { databaseNow, makeClockCheck } from './clock-check.ts';
export { feedHalts } from './feed-halts.ts';
export { fedUnderlyings } from './feeds.ts';
export { type Heartbeat, makeHeartbeat } from './heartbeat.ts';
export { clearLocalStop, readLocalStop, writeLocalStop } from './local-stop.ts';
export { type SwitchQuestion, switchFailures } from './switch-failures.ts';
export { loadSwitches } from './switch-store.ts';
export type { PulledSwitch } from './switches.ts';
