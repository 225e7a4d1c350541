import { expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "@/lib/businessDay";
import { heatMap, heatSpan, levelOf } from "./heat";

// A Monday, 04:00 in the shop.
const TODAY = Date.parse("2026-11-22T21:00:00Z");
const span = heatSpan({ from: TODAY, to: TODAY + DAY_MS });
const sold = (at: number, orders: number) => ({ start: new Date(at).toISOString(), orders });

it("averages each hour over its four weekdays", () => {
  const monday9 = TODAY - 7 * DAY_MS + 5 * HOUR_MS;
  const rows = heatMap([sold(monday9, 6), sold(monday9 - 7 * DAY_MS, 2)], span);
  expect(rows.length).toBe(1);
  const cell = rows[0]?.[0];
  expect(cell).toMatchObject({ hour: 9, weekday: 0, average: 2, level: 4 });
  expect(cell?.spans.map(({ from }) => from)).toContain(monday9);
  expect(cell?.spans.length).toBe(4);
});

it("goes from the first busy hour to the last, over midnight", () => {
  const sunday23 = TODAY - DAY_MS + 19 * HOUR_MS;
  const rows = heatMap([sold(sunday23, 1), sold(sunday23 + 3 * HOUR_MS, 1)], span);
  expect(rows.map((row) => row[0]?.hour)).toEqual([23, 0, 1, 2]);
});

it("is empty when nothing was sold", () => {
  expect(heatMap([], span)).toEqual([]);
});

it.each([
  [0, 10, 0],
  [0.1, 10, 1],
  [5, 10, 2],
  [10, 10, 4],
])("%d of %d is level %d", (value, most, level) => expect(levelOf(value, most)).toBe(level));
