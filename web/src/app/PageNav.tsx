import { Link, useRouterState } from "@tanstack/react-router";
import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import type { PagePath } from "@/routes";
import { fitting } from "./fitting";
import styles from "./PageNav.module.css";
import { strings } from "./strings";

interface Place {
  path: PagePath;
  title: string;
}

/** The pages a person may open: as many in a row as fit, the others behind a button. */
export function PageNav({ places }: { places: Place[] }) {
  const t = strings.useT();
  const nav = useRef<HTMLElement>(null);
  const ruler = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState(0);
  const titles = [...places.map((place) => place.title), t("more")].join("\n");

  // Before the browser paints, so that nobody sees a row that is about to change.
  // biome-ignore lint/correctness/useExhaustiveDependencies: other words have other widths
  useLayoutEffect(() => {
    const row = nav.current;
    if (!row) return;
    const measure = () => {
      const rulers = [...(ruler.current?.children ?? [])];
      const widths = rulers.map((each) => each.getBoundingClientRect().width);
      const more = widths.pop() ?? 0;
      setShown(fitting(widths, row.clientWidth, more));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(row);
    return () => observer.disconnect();
  }, [titles]);

  const rest = places.slice(shown);
  return (
    <nav ref={nav} className={styles.nav} aria-label={t("pages")}>
      <ul className={styles.row}>
        {places.slice(0, shown).map((place) => (
          <li key={place.path}>
            <PageLink place={place} className={styles.link} />
          </li>
        ))}
      </ul>
      {rest.length > 0 && <More places={rest} />}
      <div ref={ruler} className={styles.ruler} aria-hidden="true">
        {places.map(({ path, title }) => (
          <span key={path} className={styles.link} data-title={title} />
        ))}
        <span className={`${styles.link} ${styles.more}`} data-title={t("more")} />
      </div>
    </nav>
  );
}

function PageLink({ place, className }: { place: Place; className: string | undefined }) {
  return (
    <Link
      to={place.path}
      className={className}
      data-title={place.title}
      activeProps={{ "aria-current": "page" }}
    >
      {place.title}
    </Link>
  );
}

/** The pages that do not fit, behind a button that opens and closes them. */
function More({ places }: { places: Place[] }) {
  const t = strings.useT();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const here = places.find((place) => place.path === path);

  const close = useCallback(() => {
    // The focus goes back to where it came from, unless the person has taken it elsewhere.
    if (box.current?.contains(document.activeElement)) button.current?.focus();
    setOpen(false);
  }, []);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    const leave = (event: KeyboardEvent) => {
      if (event.key === "Escape") close();
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    document.addEventListener("keydown", leave);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
      document.removeEventListener("keydown", leave);
    };
  }, [open, close]);

  return (
    <div ref={box} className={styles.box}>
      <button
        ref={button}
        type="button"
        className={`${styles.link} ${styles.more} ${here ? styles.here : ""}`}
        data-title={t("more")}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {t("more")}
        {here && <span className="visually-hidden">{t("hereNow", { page: here.title })}</span>}
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a link's Enter is a click, too */}
      <ul id={id} className={`card ${styles.menu}`} hidden={!open} onClick={close}>
        {places.map((place) => (
          <li key={place.path}>
            <PageLink place={place} className={styles.entry} />
          </li>
        ))}
      </ul>
    </div>
  );
}
