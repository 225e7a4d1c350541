/**
 * How many of the things of these widths stand in a row of `room`, in their order. When not all of
 * them do, `more` is kept free behind them for the door to the rest.
 */
export function fitting(widths: readonly number[], room: number, more: number): number {
  const all = widths.reduce((sum, width) => sum + width, 0);
  if (all <= room) return widths.length;
  let taken = more;
  let count = 0;
  for (const width of widths) {
    taken += width;
    if (taken > room) break;
    count += 1;
  }
  return count;
}
