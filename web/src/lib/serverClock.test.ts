import { expect, it } from "vitest";
import { clockDifference } from "./serverClock";

const HEADER = "Mon, 23 Nov 2026 12:57:52 GMT";
const SERVER = Date.UTC(2026, 10, 23, 12, 57, 52);

it.each([
  ["a clock that is right", 400, 0],
  ["the tolerance of whole seconds", 3_400, 0],
  ["a tablet five minutes behind", -300_000, 300_500],
  ["a tablet ahead", 60_000, -59_500],
])("server clock: %s", (_, off, difference) => {
  expect(clockDifference(HEADER, SERVER + off)).toBe(difference);
});

it("an answer without a date says nothing", () => {
  expect(clockDifference(null, 0)).toBeNull();
});
