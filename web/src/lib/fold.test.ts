import { describe, expect, it } from "vitest";
import { fold, matches } from "./fold";

describe("fold", () => {
  it.each([
    ["Trà sữa trân châu đường đen", "tra sua tran chau duong den"],
    ["ĐÁ", "da"],
    ["Bạc xỉu", "bac xiu"],
    ["Trà".normalize("NFD"), "tra"],
  ])("%s", (text, folded) => expect(fold(text)).toBe(folded));
});

describe("matches", () => {
  it.each([
    ["tra sua", true],
    ["sua tra", true],
    ["tr su", true],
    ["da", false],
    ["ua", false],
    ["  ", true],
  ])("'%s'", (query, expected) => {
    expect(matches(fold("Trà sữa ít đường"), fold(query))).toBe(expected);
  });
});
