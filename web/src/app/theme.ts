import { useEffect, useSyncExternalStore } from "react";
import type { ThemeName } from "@/theme/tokens";

export type ThemeChoice = ThemeName | "system";

const STORED = "theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
const watchers = new Set<() => void>();

function stored(): ThemeChoice {
  const choice = localStorage.getItem(STORED);
  return choice === "light" || choice === "dark" ? choice : "system";
}

let choice = stored();
let pageDefault: ThemeName | null = null;

function apply(): void {
  const forced = choice === "system" ? pageDefault : choice;
  if (forced === null) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = forced;
  for (const watcher of [...watchers]) watcher();
}

dark.addEventListener("change", apply);
apply();

export function setThemeChoice(next: ThemeChoice): void {
  choice = next;
  localStorage.setItem(STORED, next);
  apply();
}

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
};

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(watch, () => choice);
}

/** What is really shown. */
export function useTheme(): ThemeName {
  return useSyncExternalStore(watch, () => {
    if (choice !== "system") return choice;
    return pageDefault ?? (dark.matches ? "dark" : "light");
  });
}

/** What this page looks like while the person has not chosen a theme. */
export function usePageTheme(theme: ThemeName): void {
  useEffect(() => {
    pageDefault = theme;
    apply();
    return () => {
      pageDefault = null;
      apply();
    };
  }, [theme]);
}
