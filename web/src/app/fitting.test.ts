import { expect, test } from "vitest";
import { fitting } from "./fitting";

test("all fit: none is left over, and no room is kept for a door to nothing", () => {
  expect(fitting([50, 50, 50], 150, 40)).toBe(3);
  expect(fitting([], 0, 40)).toBe(0);
});

test("one pixel too few: the door takes its room from the links before it", () => {
  expect(fitting([50, 50, 50], 149, 40)).toBe(2);
  expect(fitting([50, 50, 50], 139, 40)).toBe(1);
});

test("in order: a narrow one does not slip past a wide one that does not fit", () => {
  expect(fitting([50, 200, 10], 200, 40)).toBe(1);
});

test("too narrow for any: the door alone", () => {
  expect(fitting([50, 50], 60, 40)).toBe(0);
  expect(fitting([50, 50], 0, 40)).toBe(0);
});
