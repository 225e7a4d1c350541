import { hourAndWeekday } from "./time";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

let cutoff = 4;

/** The hour (shop's time) at which a new business day begins, from the shop's settings. */
export function setDayCutoff(hour: number): void {
  cutoff = hour;
}

export interface Span {
  from: number;
  /** Not included. */
  to: number;
}

/** The business day a moment belongs to; a sale at 2 in the night is one of the evening before. */
export function businessDay(moment: number): Span {
  const hourStart = Math.floor(moment / HOUR_MS) * HOUR_MS;
  const hours = (hourAndWeekday(hourStart).hour - cutoff + 24) % 24;
  const from = hourStart - hours * HOUR_MS;
  return { from, to: from + DAY_MS };
}

export const shifted = ({ from, to }: Span, by: number): Span => ({ from: from + by, to: to + by });
