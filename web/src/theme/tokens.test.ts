import { describe, expect, it } from "vitest";
import { contrast } from "./contrast";
import { type ThemeName, type Tokens, themes } from "./tokens";

const TEXT_ON: [keyof Tokens, keyof Tokens][] = [
  ...(["text", "quiet", "accent", "good", "warn", "bad"] as const).flatMap((ink) =>
    (["ground", "card", "raised"] as const).map(
      (ground) => [ink, ground] as [typeof ink, typeof ground],
    ),
  ),
  ["onAccent", "accent"],
  ["onStatus", "good"],
  ["onStatus", "warn"],
  ["onStatus", "bad"],
  ["accent", "accentSoft"],
  ["text", "accentSoft"],
  ["good", "goodSoft"],
  ["text", "goodSoft"],
  ["warn", "warnSoft"],
  ["text", "warnSoft"],
  ["bad", "badSoft"],
  ["text", "badSoft"],
];

describe.each(Object.keys(themes) as ThemeName[])("theme %s", (name) => {
  const theme = themes[name];
  it.each(TEXT_ON)("%s on %s is readable (4.5:1)", (ink, ground) => {
    expect(contrast(theme[ink], theme[ground])).toBeGreaterThanOrEqual(4.5);
  });
  it.each(["ground", "card"] as const)("borders of fields stand out from %s (3:1)", (ground) => {
    expect(contrast(theme.field, theme[ground])).toBeGreaterThanOrEqual(3);
  });
});
