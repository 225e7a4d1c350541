import { describe, expect, it } from "vitest";
import { checked, madeCups, prunedTicks, type Ticks, ticked } from "./device";

describe("settings of the display", () => {
  it.each([null, "x", 3, { amber: "180" }, { amber: -1, red: 1e9 }, { amber: 60 }])(
    "%j: those of the shop",
    (stored) => {
      expect(checked(stored)).toEqual({});
    },
  );
  it("red never comes before amber", () => {
    expect(checked({ amber: 240, red: 60, sound: false })).toEqual({
      amber: 60,
      red: 240,
      sound: false,
    });
  });
  it("the sound is the screen's own, with the shop's seconds", () => {
    expect(checked({ sound: false })).toEqual({ sound: false });
  });
});

describe("ticks", () => {
  it("count the cups of a line and start again after the last one", () => {
    let ticks: Ticks = {};
    const made = [1, 2, 0].map(() => {
      ticks = ticked(ticks, "a", 1, 2);
      return madeCups(ticks, "a", 1);
    });
    expect(made).toEqual([1, 2, 0]);
    expect(madeCups(ticks, "a", 0)).toBe(0);
  });
  it("go with their ticket", () => {
    const ticks = ticked(ticked({}, "a", 0, 1), "b", 0, 1);
    expect(Object.keys(prunedTicks(ticks, (id) => id === "b"))).toEqual(["b"]);
    expect(prunedTicks(ticks, () => true)).toBe(ticks);
  });
});
