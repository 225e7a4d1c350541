import { describe, expect, it } from "vitest";
import { clock, dateAndTime, hourAndWeekday, stopwatch } from "./time";

describe("times", () => {
  it("are those of the shop, wherever the browser is", () => {
    expect(clock("2026-11-23T17:30:00Z", "vi")).toBe("00:30");
    expect(dateAndTime("2026-11-23T17:30:00Z", "en")).toBe("24/11/2026, 00:30");
    expect(hourAndWeekday("2026-11-22T17:30:00Z")).toEqual({ hour: 0, weekday: 0 });
  });
  it.each([
    [-5, "0:00"],
    [65.9, "1:05"],
    [3725, "1:02:05"],
  ])("stopwatch of %d s", (seconds, text) => expect(stopwatch(seconds)).toBe(text));
});
