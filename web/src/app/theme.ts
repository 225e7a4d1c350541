import { useSyncExternalStore } from "react";
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

function apply(): void {
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
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
  return useSyncExternalStore(watch, () =>
    choice === "system" ? (dark.matches ? "dark" : "light") : choice,
  );
}
