/**
 * The one table of colours. `tools/tokens.ts` turns it into CSS variables for the till, the bar and
 * the phone, `antd.ts` hands it to Ant Design for the rest. `tokens.test.ts` holds every pair of
 * text and ground against WCAG 2.2 AA, which Ant Design's own defaults fail.
 */
export type ThemeName = "light" | "dark";

export interface Tokens {
  ground: string;
  card: string;
  raised: string;
  text: string;
  quiet: string;
  line: string;
  field: string;
  accent: string;
  onAccent: string;
  accentSoft: string;
  good: string;
  goodSoft: string;
  warn: string;
  warnSoft: string;
  bad: string;
  badSoft: string;
  onStatus: string;
}

export const themes: Record<ThemeName, Tokens> = {
  light: {
    ground: "#faf6f0",
    card: "#ffffff",
    raised: "#f3ebe0",
    text: "#2b1d14",
    quiet: "#645345",
    line: "#e2d6c7",
    field: "#8a7566",
    accent: "#8f4216",
    onAccent: "#ffffff",
    accentSoft: "#f7e6d8",
    good: "#1d6b3f",
    goodSoft: "#e0f2e7",
    warn: "#7d4a00",
    warnSoft: "#fdeecf",
    bad: "#a1261b",
    badSoft: "#fbe4e1",
    onStatus: "#ffffff",
  },
  dark: {
    ground: "#17110d",
    card: "#231b16",
    raised: "#30261f",
    text: "#f3e9dd",
    quiet: "#c2b0a0",
    line: "#44372d",
    field: "#9c8a79",
    accent: "#f0a36b",
    onAccent: "#2a1607",
    accentSoft: "#44291a",
    good: "#7fd1a0",
    goodSoft: "#16351f",
    warn: "#f2c166",
    warnSoft: "#3d2c0c",
    bad: "#ff9c90",
    badSoft: "#4a1d18",
    onStatus: "#17110d",
  },
};

const kebab = (name: string) => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

/** The custom properties of one theme: `--on-accent: #fff;` and so on. */
export function cssOf(tokens: Tokens): string {
  return Object.entries(tokens)
    .map(([name, value]) => `--${kebab(name)}:${value}`)
    .join(";");
}

/** Both themes: the system's choice, unless `data-theme` on the root element says otherwise. */
export function stylesheet(): string {
  const light = `color-scheme:light;${cssOf(themes.light)}`;
  const dark = `color-scheme:dark;${cssOf(themes.dark)}`;
  return [
    `:root{${light}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${dark}}}`,
    `:root[data-theme=dark]{${dark}}`,
  ].join("\n");
}
