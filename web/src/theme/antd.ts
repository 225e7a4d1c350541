import { type ThemeConfig, theme } from "antd";
import { type ThemeName, themes } from "./tokens";

/** Ant Design in the shop's colours; targets large enough for fingers (WCAG 2.5.8). */
export function antdTheme(name: ThemeName, reducedMotion: boolean): ThemeConfig {
  const t = themes[name];
  return {
    algorithm: name === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: t.accent,
      colorLink: t.accent,
      colorSuccess: t.good,
      colorWarning: t.warn,
      colorError: t.bad,
      colorInfo: t.accent,
      colorText: t.text,
      colorTextSecondary: t.quiet,
      colorTextTertiary: t.quiet,
      colorTextDescription: t.quiet,
      colorTextPlaceholder: t.quiet,
      colorTextLightSolid: t.onAccent,
      colorBgLayout: t.ground,
      colorBgContainer: t.card,
      colorBgElevated: t.card,
      colorBorder: t.field,
      colorBorderSecondary: t.line,
      controlHeight: 40,
      controlHeightLG: 48,
      controlHeightSM: 32,
      borderRadius: 8,
      fontSize: 16,
      fontFamily: "inherit",
      motion: !reducedMotion,
    },
    // The words of an empty table are to be read.
    components: { Table: { colorTextDisabled: t.quiet } },
  };
}
