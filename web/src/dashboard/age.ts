/** Ages in steps, so that a dozen tiles do not tick like clocks. */
export function age(seconds: number): { unit: "now" | "seconds" | "minutes" | "hours"; n: number } {
  if (seconds < 20) return { unit: "now", n: 0 };
  if (seconds < 60) return { unit: "seconds", n: Math.floor(seconds / 10) * 10 };
  if (seconds < 3_600) return { unit: "minutes", n: Math.floor(seconds / 60) };
  return { unit: "hours", n: Math.floor(seconds / 3_600) };
}
