import { describe, expect, it } from "vitest";
import { count, money, percent, quickCash } from "./money";

const plain = (text: string) => text.replace(/\s/gu, " ");

describe("money", () => {
  it("follows the language", () => {
    expect(plain(money(45_000, "vi"))).toBe("45.000 ₫");
    expect(plain(money(45_000, "en"))).toBe("₫45,000");
    expect(plain(money(-1_250_000, "vi"))).toBe("-1.250.000 ₫");
  });
  it("counts and shares", () => {
    expect(count(1234, "vi")).toBe("1.234");
    expect(plain(percent(0.0535, "vi"))).toBe("5,4%");
    expect(percent(null, "en")).toBe("–");
  });
});

describe("quickCash", () => {
  it.each([
    [54_000, [54_000, 60_000, 100_000, 200_000, 500_000]],
    [100_000, [100_000, 200_000, 500_000]],
    [35_000, [35_000, 40_000, 50_000, 100_000, 200_000]],
    [512_000, [512_000, 520_000, 550_000, 600_000, 1_000_000]],
  ])("%d", (total, amounts) => expect(quickCash(total)).toEqual(amounts));
});
