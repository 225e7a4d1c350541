import { expect, it } from "vitest";
import { age } from "./age";

it.each([
  [0, "now", 0],
  [19.9, "now", 0],
  [20, "seconds", 20],
  [59, "seconds", 50],
  [60, "minutes", 1],
  [3_599, "minutes", 59],
  [3_600, "hours", 1],
])("%d seconds ago is %s %d", (seconds, unit, n) => {
  expect(age(seconds)).toEqual({ unit, n });
});
