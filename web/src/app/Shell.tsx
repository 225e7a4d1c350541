import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { type PagePath, pages } from "@/routes";
import { LanguageButton } from "./LanguageButton";
import { LiveChip } from "./LiveChip";
import { PageNav } from "./PageNav";
import { NotAllowed, Waiting } from "./pages";
import styles from "./Shell.module.css";
import { useSession, useSignOut } from "./session";
import { useFollowShop, useShop } from "./shopInfo";
import { strings } from "./strings";
import { ThemeSelect } from "./ThemeSelect";

const SwitchDialog = lazy(() => import("./people/SwitchDialog"));

const TITLES = {
  "/till": "till",
  "/bar": "bar",
  "/dashboard": "dashboard",
  "/menu": "menu",
  "/stock": "stock",
  "/settings": "settings",
  "/staff": "staff",
  "/audit": "audit",
  "/dead-letters": "deadLetters",
  "/stream": "stream",
  "/welcome": "welcome",
} as const satisfies Record<PagePath, string>;

/** Frame of every page behind the log-in: where one can go, whether the line stands, who works. */
export function Shell() {
  const t = strings.useT();
  const who = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const href = useRouterState({ select: (state) => state.location.href });
  const navigate = useNavigate();
  const signOut = useSignOut();
  const account = useRef<HTMLDetailsElement>(null);
  const [switching, setSwitching] = useState(false);
  const name = useShop().shop_name || t("shop");
  useFollowShop();

  useEffect(() => {
    if (who === null) void navigate({ to: "/login", search: { next: href }, replace: true });
  }, [who, href, navigate]);

  const page = pages.find((each) => each.path === path);
  const title = page ? t(TITLES[page.path]) : "";
  useEffect(() => {
    if (title) document.title = `${title} · ${name}`;
  }, [title, name]);

  if (!who) return <Waiting />;
  const mine = pages
    .filter((each) => each.roles.includes(who.role) && !("aside" in each))
    .map((each) => ({ path: each.path, title: t(TITLES[each.path]) }));
  return (
    <>
      <a className={styles.skip} href="#main">
        {t("skip")}
      </a>
      <header className={styles.bar}>
        <PageNav places={mine} />
        <LiveChip />
        <details ref={account} className={styles.account}>
          <summary className="button quiet">{who.username}</summary>
          <div className={`card ${styles.sheet}`}>
            <p>{t(`role_${who.role}`)}</p>
            <LanguageButton className="button" />
            <ThemeSelect />
            <button
              type="button"
              className="button"
              onClick={() => {
                if (account.current) account.current.open = false;
                setSwitching(true);
              }}
            >
              {t("switchPerson")}
            </button>
            <button type="button" className="button" onClick={() => void signOut()}>
              {t("signOut")}
            </button>
          </div>
        </details>
      </header>
      {switching && (
        <Suspense>
          <SwitchDialog onClose={() => setSwitching(false)} />
        </Suspense>
      )}
      {/* Another person sees nothing of what the one before had opened. */}
      <div id="main" key={who.id} className={styles.main} tabIndex={-1}>
        {page && !page.roles.includes(who.role) ? <NotAllowed /> : <Outlet />}
      </div>
    </>
  );
}
