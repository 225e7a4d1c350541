import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { listMenu, type MenuItem, type MenuList, unwrap } from "@/api/client";
import { useErrorText } from "@/app/pages";
import { usePushed } from "@/app/usePushed";
import { MenuStep } from "./MenuStep";
import { NameStep } from "./NameStep";
import { SaleStep } from "./SaleStep";
import styles from "./Welcome.module.css";
import { strings } from "./welcomeStrings";

const MENU_MS = 500;

/** What a new shop needs before its first customer: a name, drinks, and one sale to believe it. */
export default function WelcomePage() {
  const t = strings.useT();
  const errorText = useErrorText();
  const [sold, setSold] = useState(false);
  const menu = usePushed<MenuItem[]>(
    ["menu_updates"],
    "menu",
    async () => (await unwrap<MenuList>(listMenu())).items,
    MENU_MS,
  );
  return (
    <main className={styles.page}>
      <h1>{t("title")}</h1>
      <p className="hint">{t("lead")}</p>
      {menu.error !== null && (
        <p className="error" role="alert">
          {errorText(menu.error)}
        </p>
      )}
      <NameStep />
      <MenuStep menu={menu.data} onInstalled={menu.again} />
      <SaleStep menu={menu.data ?? []} onSold={() => setSold(true)} />
      <div className={styles.row}>
        <Link className={`button ${sold ? "primary" : ""}`} to="/till">
          {t("toTill")}
        </Link>
        <Link className="button" to="/dashboard">
          {t(sold ? "toDashboard" : "later")}
        </Link>
        <Link className="button" to="/staff">
          {t("toStaff")}
        </Link>
      </div>
    </main>
  );
}
