import { useEffect, useRef, useState } from "react";
import { useLanguage } from "@/app/i18n";
import { LanguageButton } from "@/app/LanguageButton";
import { loadShop, useShop } from "@/app/shopInfo";
import { usePageTheme } from "@/app/theme";
import { useWakeLock } from "@/app/useWakeLock";
import { useNow } from "@/lib/now";
import { SHOP } from "@/lib/shop";
import { clock } from "@/lib/time";
import styles from "./BoardPage.module.css";
import { calledFirst, readySince, useBoard } from "./board";
import { strings } from "./strings";

/** How long a number stands out after it was called. */
const CALLED_MS = 30_000;

/** What customers look at while they wait: the numbers being made, and those to be fetched. */
export function BoardPage() {
  const t = strings.useT();
  const language = useLanguage();
  const { shop_name } = useShop();
  const { board, brokenSince } = useBoard(SHOP);
  const ready = useCalled(board?.ready);
  usePageTheme("dark");
  useWakeLock();
  useEffect(() => void loadShop(), []);
  useEffect(() => {
    document.title = shop_name ? `${t("title")} · ${shop_name}` : t("title");
  }, [t, shop_name]);
  const time = useNow((now) => clock(now, language));
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <h1>{shop_name || t("title")}</h1>
        <LanguageButton />
        <p className={styles.clock}>{time}</p>
      </header>
      {brokenSince !== null && board && (
        <p className={styles.broken} role="alert">
          {t("broken", { time: clock(brokenSince, language) })}
        </p>
      )}
      <section className={styles.making} aria-labelledby="making">
        <h2 id="making">{t("making")}</h2>
        <Numbers numbers={board?.making ?? []} loaded={board !== null} />
      </section>
      <section className={styles.ready} aria-labelledby="ready" aria-live="polite">
        <h2 id="ready">{t("ready")}</h2>
        <Numbers numbers={calledFirst(ready)} since={ready} loaded={board !== null} />
      </section>
    </main>
  );
}

function useCalled(ready: readonly number[] | undefined): ReadonlyMap<number, number> {
  const before = useRef<ReadonlyMap<number, number> | null>(null);
  const [since, setSince] = useState<ReadonlyMap<number, number>>(new Map());
  useEffect(() => {
    if (!ready) return;
    before.current = readySince(before.current, ready, Date.now());
    setSince(before.current);
  }, [ready]);
  return since;
}

interface Props {
  numbers: readonly number[];
  since?: ReadonlyMap<number, number>;
  loaded: boolean;
}

function Numbers({ numbers, since, loaded }: Props) {
  const t = strings.useT();
  if (numbers.length === 0) return loaded ? <p className={styles.none}>{t("none")}</p> : null;
  return (
    <ul className={styles.numbers}>
      {numbers.map((number) => (
        <Called key={number} number={number} since={since?.get(number) ?? 0} />
      ))}
    </ul>
  );
}

function Called({ number, since }: { number: number; since: number }) {
  const t = strings.useT();
  const fresh = useNow((now) => now - since < CALLED_MS);
  return (
    <li className={fresh ? styles.called : ""}>
      <span className="visually-hidden">{t("number", { number })}</span>
      <span aria-hidden="true">{number}</span>
      {fresh && <small>{t("called")}</small>}
    </li>
  );
}
