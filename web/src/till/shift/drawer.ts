/** Notes and coins that a drawer has, in dong. */
export const NOTES = [
  500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000,
] as const;

export type Pieces = Readonly<Record<number, number>>;

export const counted = (pieces: Pieces): number =>
  NOTES.reduce((sum, note) => sum + note * (pieces[note] ?? 0), 0);

/** Digits out of whatever was typed; nothing is 0. */
export const digits = (text: string): number => Number(text.replace(/\D/g, "").slice(0, 12));

export type Difference = "exact" | "over" | "missing";

export const differenceOf = (inDrawer: number, expected: number): Difference =>
  inDrawer === expected ? "exact" : inDrawer > expected ? "over" : "missing";
