import type { Proof } from "@/api/client";

export type Verdict = "none" | "failed" | "equal" | "different";

/** A comparison that failed says nothing about the books, whatever an older one has found. */
export function verdictOf(proof: Proof): Verdict {
  if (proof.failure !== null) return "failed";
  if (proof.books === null) return "none";
  return proof.books.equal ? "equal" : "different";
}

type Counter = "duplicates" | "late" | "dead_lettered" | "clock_skewed";

/** What the stream engine has counted since the log began, over all topics. */
export const total = (proof: Proof, counter: Counter): number =>
  proof.topics.reduce((sum, topic) => sum + topic[counter], 0);
