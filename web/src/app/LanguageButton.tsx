import { setLanguage, useLanguage } from "./i18n";
import { strings } from "./strings";

/** Offers the other language, in that language. */
export function LanguageButton({ className = "button quiet" }: { className?: string }) {
  const t = strings.useT();
  const other = useLanguage() === "vi" ? "en" : "vi";
  return (
    <button
      type="button"
      className={className}
      lang={other}
      onClick={() => void setLanguage(other)}
    >
      {t("language")}
    </button>
  );
}
