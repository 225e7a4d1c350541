export const REASONS = [
  "malformed",
  "bad_total",
  "conflicting_duplicate",
  "unknown_topic",
] as const;
export type Reason = (typeof REASONS)[number];

/** A reason that this page cannot explain is `other`, and is shown as it is written. */
export const reasonOf = (reason: string): Reason | "other" =>
  (REASONS as readonly string[]).includes(reason) ? (reason as Reason) : "other";

/**
 * Compact JSON with its fields below each other. What would not be the same text again (a number
 * too large, a field given twice, no JSON at all) stays as it is: that may be what is wrong.
 */
export function readable(value: string): string {
  try {
    const parsed: unknown = JSON.parse(value);
    return JSON.stringify(parsed) === value ? JSON.stringify(parsed, null, 2) : value;
  } catch {
    return value;
  }
}
