export { type Heartbeat, makeHeartbeat } from './heartbeat.ts';
export { readLocalStop } from './local-stop.ts';
