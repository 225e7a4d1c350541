import { describe, expect, it } from "vitest";
import { faultOf, preset } from "./exportRange";

describe("preset", () => {
  it("counts the present day", () => {
    expect(preset("today", "2026-11-23")).toEqual({ from: "2026-11-23", to: "2026-11-23" });
    expect(preset("week", "2026-03-02")).toEqual({ from: "2026-02-24", to: "2026-03-02" });
    expect(preset("month", "2026-11-01")).toEqual({ from: "2026-11-01", to: "2026-11-01" });
  });
  it("knows how long last month was, also in January and leap years", () => {
    expect(preset("lastMonth", "2028-03-31")).toEqual({ from: "2028-02-01", to: "2028-02-29" });
    expect(preset("lastMonth", "2027-01-15")).toEqual({ from: "2026-12-01", to: "2026-12-31" });
  });
});

describe("faultOf", () => {
  it("lets one day and a leap year pass", () => {
    expect(faultOf({ from: "2026-11-23", to: "2026-11-23" })).toBeNull();
    expect(faultOf({ from: "2028-01-01", to: "2028-12-31" })).toBeNull();
  });
  it("names what the server would refuse", () => {
    expect(faultOf({ from: "2028-01-01", to: "2029-01-01" })).toBe("long");
    expect(faultOf({ from: "2026-11-24", to: "2026-11-23" })).toBe("reversed");
    expect(faultOf({ from: "", to: "2026-11-23" })).toBe("missing");
    expect(faultOf({ from: "2026-11-23", to: "" })).toBe("missing");
  });
});
