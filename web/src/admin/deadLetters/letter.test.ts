import { expect, test } from "vitest";
import { setLanguage } from "@/app/i18n";
import { REASONS, readable, reasonOf } from "./letter";
import { strings } from "./strings";

test("every reason of the engine is told, with what it means and what to do", async () => {
  // docs/reference/stream-semantics.md, Duplicates and dead letters
  expect(REASONS).toEqual(["malformed", "bad_total", "conflicting_duplicate", "unknown_topic"]);
  for (const language of ["vi", "en"] as const) {
    await setLanguage(language);
    for (const reason of REASONS) {
      for (const part of ["title", "short", "means", "do"] as const) {
        expect(strings.t(`${part}_${reason}`)).not.toBe(`${part}_${reason}`);
      }
    }
  }
  await setLanguage("vi");
});

test("a reason of a newer server is shown as it is written", () => {
  expect(reasonOf("bad_total")).toBe("bad_total");
  expect(reasonOf("toString")).toBe("other");
  expect(strings.t("title_other", { reason: "too_heavy" })).toContain("too_heavy");
});

test("JSON below each other; what a parser would change or refuse stays as it is", () => {
  expect(readable('{"a":1,"b":[2]}')).toBe('{\n  "a": 1,\n  "b": [\n    2\n  ]\n}');
  for (const odd of ['{"total":12345678901234567890}', '{"a":1,"a":2}', '{"a":1.0}']) {
    expect(readable(odd)).toBe(odd);
  }
  expect(readable('{"a":')).toBe('{"a":');
  expect(readable("")).toBe("");
});
