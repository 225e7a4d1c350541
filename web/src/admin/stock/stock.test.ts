import { describe, expect, it } from "vitest";
import type { Ingredient } from "@/api/client";
import { after, idOf, levelOf, rowsOf } from "./stock";

const item = (name: string, on_hand: number, threshold = 10): Ingredient => ({
  shop_id: "main",
  ingredient_id: idOf(name),
  name,
  unit: "g",
  threshold,
  blocking: true,
  on_hand,
});

describe("an ingredient", () => {
  it("is low at its threshold, out at nothing and below", () => {
    expect(levelOf(item("Đường", 11))).toBe("ok");
    expect(levelOf(item("Đường", 10))).toBe("low");
    expect(levelOf(item("Đường", 0))).toBe("out");
    expect(levelOf(item("Đường", -3))).toBe("out");
    expect(levelOf(item("Đường", 0, 0))).toBe("out");
  });
  it("has an id without accents", () => {
    expect(idOf("Trân châu đen")).toBe("tran-chau-den");
    expect(idOf("  Sữa (hộp) 1 lít ")).toBe("sua-hop-1-lit");
    expect(idOf("!!!")).toBe("");
  });
});

it("a movement adds, takes or replaces", () => {
  expect(after(5, "receive", 3)).toBe(8);
  expect(after(5, "waste", 7)).toBe(-2);
  expect(after(5, "count", 0)).toBe(0);
});

describe("the list", () => {
  const all = [item("Trà", 50), item("Đường", 5), item("Ống hút", 0), item("Đá", 4)];
  const names = (query: string, lowOnly = false) =>
    rowsOf(all, query, lowOnly).map(({ name }) => name);
  it("begins with what needs somebody", () => {
    expect(names("")).toEqual(["Ống hút", "Đá", "Đường", "Trà"]);
    expect(names("", true)).toEqual(["Ống hút", "Đá", "Đường"]);
  });
  it("is searched without accents", () => {
    expect(names("duong")).toEqual(["Đường"]);
    expect(names("xyz")).toEqual([]);
  });
});
