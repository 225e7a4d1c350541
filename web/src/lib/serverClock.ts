const TRUSTED_MS = 3_000; // The header has whole seconds, and the answer took a moment.

let ahead = 0;

/** How far the server's clock is ahead of this device's, by the `Date` header of an answer. */
export function clockDifference(header: string | null, now: number): number | null {
  const server = Date.parse(header ?? "");
  if (Number.isNaN(server)) return null;
  const difference = server + 500 - now;
  return Math.abs(difference) > TRUSTED_MS ? difference : 0;
}

export function noteServerDate(header: string | null, now: number): void {
  ahead = clockDifference(header, now) ?? ahead;
}

/** A moment of this device as the server's clock has it: a tablet's own may be minutes off. */
export const serverTime = (now: number): number => now + ahead;
