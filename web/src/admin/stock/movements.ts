import type { Movement } from "@/api/client";

export const KINDS = ["receive", "consume", "waste", "count", "return"] as const;
export type Kind = (typeof KINDS)[number];

export const kindOf = (kind: string): Kind | undefined => KINDS.find((each) => each === kind);

/** Newest first, each once: what the stream told may be in the answer too, and the reverse. */
export function joined(newer: readonly Movement[], older: readonly Movement[]): Movement[] {
  const seen = new Set(newer.map(({ event_id }) => event_id));
  return [...newer, ...older.filter(({ event_id }) => !seen.has(event_id))];
}
