import type { DeskItem } from '../../contracts/desk.ts';
import { legsName } from '../ui/describe.ts';

const TONE_HZ = 880;
const TONE_SECONDS = 0.18;

let audio: AudioContext | null = null;

/** Asked for by a click, as browsers demand: sound, and notices of the computer. */
export async function allowAlerts(): Promise<boolean> {
  audio ??= new AudioContext();
  await audio.resume();
  if (!('Notification' in window)) return false;
  return (await Notification.requestPermission()) === 'granted';
}

/** A short tone, and a notice when the page is not in front. */
export function alertOf(item: DeskItem): void {
  beep();
  if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return;
  new Notification(`${item.accountName} asks`, { body: legsName(item.legs), tag: item.rfqId });
}

function beep(): void {
  if (audio === null || audio.state !== 'running') return;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  volume.gain.value = 0.08;
  tone.frequency.value = TONE_HZ;
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + TONE_SECONDS);
}
