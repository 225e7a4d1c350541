import { strings } from "./strings";
import { setThemeChoice, type ThemeChoice, useThemeChoice } from "./theme";

export function ThemeSelect() {
  const t = strings.useT();
  const choice = useThemeChoice();
  return (
    <label className="field">
      {t("theme")}
      <select
        className="input"
        value={choice}
        onChange={(event) => setThemeChoice(event.target.value as ThemeChoice)}
      >
        <option value="system">{t("themeSystem")}</option>
        <option value="light">{t("themeLight")}</option>
        <option value="dark">{t("themeDark")}</option>
      </select>
    </label>
  );
}
