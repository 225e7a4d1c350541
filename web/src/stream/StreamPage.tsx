import { useCallback, useState } from "react";
import { useLanguage } from "@/app/i18n";
import { useErrorText } from "@/app/pages";
import { useSession } from "@/app/session";
import { copyText } from "@/lib/copy";
import { count } from "@/lib/money";
import { EventDialog } from "./EventDialog";
import { EventList } from "./EventList";
import type { Start } from "./explorer";
import { FilterBar } from "./FilterBar";
import { type Filter, NO_FILTER, type Row } from "./log";
import { StartBar } from "./StartBar";
import styles from "./StreamPage.module.css";
import { strings } from "./strings";
import { TOPICS_OF, useExplorer } from "./useExplorer";
import { WindowPanel } from "./WindowPanel";
import { Words } from "./Words";

/** A link names a position: `/stream?from=123`. */
function startOfAddress(): Start {
  const from = Number(new URLSearchParams(location.search).get("from"));
  return Number.isInteger(from) && from > 0 ? from : "latest";
}

/** The log as it grows, for whoever wants to see how the shop's numbers come about. */
export default function StreamPage() {
  const t = strings.useT();
  const language = useLanguage();
  const errorText = useErrorText();
  const role = useSession()?.role ?? "barista";
  const [from, setFrom] = useState<Start>(startOfAddress);
  const [explorer, view] = useExplorer(role, from);
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [opened, setOpened] = useState<Row | null>(null);
  const [copied, setCopied] = useState<boolean | null>(null);
  const topics = TOPICS_OF[role];

  const start = useCallback(
    (next: Start) => {
      setCopied(null);
      if (next === from) explorer.start(next);
      else setFrom(next);
    },
    [explorer, from],
  );
  const narrow = (next: Filter) => {
    setCopied(null);
    setFilter(next);
    explorer.setFilter(next);
  };
  const copyAll = async () => {
    setCopied(
      await copyText(
        JSON.stringify(
          view.rows.map((row) => row.record),
          null,
          2,
        ),
      ),
    );
  };
  const filtered = filter.topics.size > 0 || filter.key !== "" || filter.text !== "";

  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <h1>{t("title")}</h1>
        <p className="hint">{t("lead")}</p>
      </div>
      <section className={styles.main} aria-label={t("log")}>
        <div className={styles.tools}>
          <StartBar from={from} onStart={start} />
          <button
            type="button"
            className="button"
            aria-pressed={view.paused}
            onClick={() => (view.paused ? explorer.resume() : explorer.pause())}
          >
            {view.paused ? t("resume") : t("pause")}
          </button>
          <FilterBar topics={topics} filter={filter} onFilter={narrow} />
        </div>
        <EventList
          view={view}
          stick={from === "latest"}
          target={typeof from === "number" ? from : null}
          empty={filtered ? t("emptyFilter") : t("empty")}
          onOpen={setOpened}
        />
        {view.failure !== null && (
          <p className="error" role="alert">
            {errorText(view.failure)}
          </p>
        )}
        <div className={styles.foot}>
          <p className={styles.state} role="status">
            {copied !== null && <span>{t(copied ? "copied" : "notCopied")} </span>}
            {view.paused && (
              <b>
                {view.lost > 0
                  ? t("waitingLost", { count: view.waiting, lost: count(view.lost, language) })
                  : t("waiting", { count: view.waiting })}
              </b>
            )}
          </p>
          <span className="hint">
            {t("keptRows", {
              seen: count(view.seen, language),
              kept: count(view.rows.length, language),
            })}
          </span>
          <button
            type="button"
            className="button"
            disabled={view.rows.length === 0}
            onClick={() => void copyAll()}
          >
            {t("copyAll", { count: view.rows.length })}
          </button>
          {view.mode === "reading" && <span role="status">{t("reading")}</span>}
          {view.mode === "stopped" && (
            <>
              <span>{t("stopped", { position: count(view.position, language) })}</span>
              <button type="button" className="button" onClick={() => explorer.more()}>
                {t("more")}
              </button>
              <button type="button" className="button" onClick={() => explorer.catchUp()}>
                {t("catchUp")}
              </button>
            </>
          )}
        </div>
      </section>
      <aside className={styles.side}>
        <WindowPanel view={view} hasResults={topics.includes("analytics")} />
        <Words />
      </aside>
      {opened && <EventDialog row={opened} onClose={() => setOpened(null)} />}
    </main>
  );
}
