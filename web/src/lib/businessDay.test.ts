import { expect, it } from "vitest";
import { businessDay } from "./businessDay";

it.each([
  ["2026-11-23T05:00:00Z", "2026-11-22T21:00:00.000Z"],
  ["2026-11-22T21:00:00Z", "2026-11-22T21:00:00.000Z"],
  ["2026-11-22T20:59:59Z", "2026-11-21T21:00:00.000Z"],
  ["2026-11-22T18:30:00Z", "2026-11-21T21:00:00.000Z"],
])("%s belongs to the day that began at %s (04:00 in the shop)", (moment, from) => {
  const day = businessDay(Date.parse(moment));
  expect(new Date(day.from).toISOString()).toBe(from);
  expect(day.to - day.from).toBe(86_400_000);
});
