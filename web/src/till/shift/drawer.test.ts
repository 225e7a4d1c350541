import { expect, it } from "vitest";
import { counted, differenceOf, digits, NOTES } from "./drawer";

it("adds up the notes of a drawer", () => {
  expect(counted({})).toBe(0);
  expect(counted({ 500000: 2, 10000: 3, 1000: 7 })).toBe(1_037_000);
  expect([...NOTES].sort((a, b) => b - a)).toEqual(NOTES);
});

it("reads amounts as people write them", () => {
  expect(["", "abc", "1.250.000", "50,000 ₫", "007"].map(digits)).toEqual([
    0, 0, 1_250_000, 50_000, 7,
  ]);
});

it("says what is too much and what is missing", () => {
  expect([differenceOf(5, 5), differenceOf(6, 5), differenceOf(4, 5)]).toEqual([
    "exact",
    "over",
    "missing",
  ]);
});
