import { useSyncExternalStore } from "react";

/** Tones made on the spot: nothing to load, nothing that can be missing. */
export type Signal = "new" | "late" | "cancelled";

/** Frequency in Hz, start and length in seconds. */
const TONES: Record<Signal, readonly (readonly [number, number, number])[]> = {
  new: [
    [660, 0, 0.14],
    [880, 0.16, 0.2],
  ],
  late: [
    [440, 0, 0.22],
    [440, 0.3, 0.22],
    [440, 0.6, 0.22],
  ],
  cancelled: [
    [520, 0, 0.18],
    [390, 0.2, 0.3],
  ],
};

let context: AudioContext | null = null;
const watchers = new Set<() => void>();
const tell = () => {
  for (const watcher of [...watchers]) watcher();
};

function audio(): AudioContext | null {
  if (context === null && "AudioContext" in globalThis) {
    context = new AudioContext();
    context.addEventListener("statechange", tell);
  }
  return context;
}

/** Finds out whether this browser lets the page speak without having been touched. */
export function prepareSound(): void {
  audio();
  tell();
}

/** Browsers stay silent until a person has touched the page: call this from a tap. */
export async function allowSound(): Promise<void> {
  await audio()?.resume();
  tell();
}

export function play(signal: Signal): void {
  const at = audio();
  if (at?.state !== "running") return;
  for (const [frequency, start, length] of TONES[signal]) {
    const from = at.currentTime + start;
    const tone = at.createOscillator();
    const volume = at.createGain();
    tone.frequency.value = frequency;
    // Rising and falling edges, or the speaker clicks.
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.4, from + 0.02);
    volume.gain.linearRampToValueAtTime(0, from + length);
    tone.connect(volume).connect(at.destination);
    tone.start(from);
    tone.stop(from + length);
  }
}

export function useSoundAllowed(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => context?.state === "running",
  );
}
