import { afterEach, describe, expect, it } from "vitest";
import { isFree, keyName, setLetters } from "./keys";

const key = (name: string, ctrlKey = false) =>
  keyName({ key: name, ctrlKey, metaKey: false, altKey: false });

afterEach(() => setLetters(true));

describe("keys", () => {
  it("have names, whatever Shift and Caps Lock do", () => {
    expect([key("F2"), key("z", true), key("Z", true), key("?"), key("Escape")]).toEqual([
      "f2",
      "ctrl+z",
      "ctrl+z",
      "?",
      "escape",
    ]);
    expect(keyName({ key: "F4", ctrlKey: false, metaKey: false, altKey: true })).toBe("alt+f4");
  });
  it("leave a person who types alone", () => {
    const field = document.createElement("input");
    expect(["/", "?", "ctrl+z", "escape"].map((name) => isFree(name, field, false))).toEqual(
      Array(4).fill(false),
    );
    expect(["f2", "f4", "f8", "f9"].every((name) => isFree(name, field, false))).toBe(true);
    expect(isFree("/", document.body, false)).toBe(true);
  });
  it("belong to a dialog that is open", () => {
    expect(isFree("f9", document.body, true)).toBe(false);
  });
  it("of one character can be switched off", () => {
    setLetters(false);
    expect([isFree("/", document.body, false), isFree("f9", document.body, false)]).toEqual([
      false,
      true,
    ]);
  });
});
