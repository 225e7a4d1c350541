import { expect, test } from "vitest";
import { exactTime, span } from "./format";

test("times to the millisecond in the shop's zone, the day only where it differs", () => {
  const at = Date.parse("2026-03-01T10:00:05.250Z");
  expect(exactTime(at, at, "vi")).toBe("17:00:05.250");
  expect(exactTime(at, at, "en")).toBe("17:00:05.250");
  expect(exactTime(at, at + 86_400_000, "en")).toBe("01/03 17:00:05.250");
});

test("spans", () => {
  expect(span(0.012)).toBe("0.012 s");
  expect(span(2.5)).toBe("2.5 s");
  expect(span(185)).toBe("3:05 min");
  expect(span(-400)).toBe("−6:40 min");
  expect(span(18_630)).toBe("5:10 h");
});
