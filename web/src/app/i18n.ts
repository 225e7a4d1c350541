import i18next from "i18next";
import { useSyncExternalStore } from "react";

export type Language = "vi" | "en";
export const languages: Language[] = ["vi", "en"];

const STORED = "language";

function preferred(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === "vi" || stored === "en") return stored;
  return navigator.language.toLowerCase().startsWith("en") ? "en" : "vi";
}

void i18next.init({
  lng: preferred(),
  fallbackLng: false,
  resources: {},
  defaultNS: false,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
});
document.documentElement.lang = i18next.language;

export function currentLanguage(): Language {
  return i18next.language === "en" ? "en" : "vi";
}

export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

type Values = Record<string, string | number>;
/** Keys without the plural suffixes of English: `cups_one`, `cups_other` are called `cups`. */
type Key<Vi> = Extract<keyof Vi, string>;
type English<Vi> = {
  [K in Key<Vi>]: string | { one: string; other: string };
};

export interface Strings<Vi> {
  /** For components: follows the language. */
  useT(): (key: Key<Vi>, values?: Values) => string;
  /** For code outside of React. */
  t(key: Key<Vi>, values?: Values): string;
}

/**
 * The words of one area, which travel with its chunk. Vietnamese names the keys; an English text
 * that is missing or too many does not compile.
 */
export function defineStrings<Vi extends Record<string, string>>(
  area: string,
  vi: Vi,
  en: English<Vi> & Record<Exclude<keyof English<Vi>, Key<Vi>>, never>,
): Strings<Vi> {
  const flat: Record<string, string> = {};
  for (const [key, text] of Object.entries(en) as [
    string,
    string | { one: string; other: string },
  ][]) {
    if (typeof text === "string") {
      flat[key] = text;
    } else {
      flat[`${key}_one`] = text.one;
      flat[`${key}_other`] = text.other;
    }
  }
  i18next.addResourceBundle("vi", area, vi);
  i18next.addResourceBundle("en", area, flat);
  const texts = (language: Language) => {
    const t = i18next.getFixedT(language, area);
    return (key: Key<Vi>, values?: Values) => String(t(key as never, values as never));
  };
  const by = { vi: texts("vi"), en: texts("en") };
  return {
    useT: () => by[useLanguage()],
    t: (key, values) => by[currentLanguage()](key, values),
  };
}

const watch = (watcher: () => void) => {
  i18next.on("languageChanged", watcher);
  return () => i18next.off("languageChanged", watcher);
};

/** The language of the screen; follows changes. */
export const useLanguage = (): Language => useSyncExternalStore(watch, currentLanguage);
