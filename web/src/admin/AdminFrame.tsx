import { App, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import viVN from "antd/locale/vi_VN";
import { type ReactNode, useMemo } from "react";
import { useLanguage } from "@/app/i18n";
import { useTheme } from "@/app/theme";
import { useMedia } from "@/lib/media";
import { antdTheme } from "@/theme/antd";
import styles from "./AdminFrame.module.css";

interface Props {
  title: string;
  /** What one can do with the whole page, beside its title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** Every admin page stands in this frame: Ant Design in the shop's colours and language. */
export function AdminFrame({ title, actions, children }: Props) {
  const language = useLanguage();
  const name = useTheme();
  const still = useMedia("(prefers-reduced-motion: reduce)");
  const theme = useMemo(() => antdTheme(name, still), [name, still]);
  return (
    <ConfigProvider theme={theme} locale={language === "vi" ? viVN : enUS}>
      <App component={false}>
        <main className={styles.page}>
          <div className={styles.head}>
            <h1>{title}</h1>
            {actions}
          </div>
          {children}
        </main>
      </App>
    </ConfigProvider>
  );
}
