import { useLanguage } from "@/app/i18n";
import { count } from "@/lib/money";
import { clock } from "@/lib/time";
import type { ExplorerView } from "./explorer";
import { exactTime } from "./format";
import { strings } from "./strings";
import styles from "./WindowPanel.module.css";
import { TIMED, type Window } from "./watermark";

const SHOWN = 40;

interface Props {
  view: ExplorerView;
  /** Whether this role may read what the engine emits. */
  hasResults: boolean;
}

/** Where event time stands, and which minutes are still open. */
export function WindowPanel({ view, hasResults }: Props) {
  const t = strings.useT();
  const language = useLanguage();
  const topics = hasResults ? TIMED : TIMED.slice(0, 1);
  const { last } = view;
  return (
    <>
      <section className={`card ${styles.panel}`} aria-labelledby="watermarks">
        <h2 id="watermarks">{t("times")}</h2>
        <p className="hint">{t("seenHere")}</p>
        <dl className={styles.times}>
          {topics.map((topic) => {
            const time = view.times[topic];
            return (
              <div key={topic}>
                <dt>{topic}</dt>
                <dd className="number">
                  {time.watermark === null
                    ? t("noWatermark")
                    : exactTime(time.watermark, time.watermark, language)}
                </dd>
                <dd className="hint">
                  {[
                    t("counted", { count: time.counted }),
                    time.late > 0 && t("lateCount", { count: time.late }),
                    time.duplicates > 0 && t("duplicateCount", { count: time.duplicates }),
                    time.skewed > 0 && t("skewedCount", { count: time.skewed }),
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </dd>
              </div>
            );
          })}
        </dl>
      </section>
      <section className={`card ${styles.panel}`} aria-labelledby="windows">
        <h2 id="windows">{t("windows")}</h2>
        <p className="hint">{t(hasResults ? "seenHere" : "noResults")}</p>
        <p className={styles.last} role="status">
          {last && (
            <span key={`${last.topic} ${last.start} ${last.result?.revision}`}>
              {t(last.result && last.result.revision > 0 ? "justCorrected" : "justClosed", {
                topic: t(`topic_${last.topic}`),
                time: clock(last.start, language),
                count: count(last.result?.count ?? last.seen, language),
                revision: last.result?.revision ?? 0,
              })}
            </span>
          )}
        </p>
        {view.windows.length === 0 ? (
          <p className="hint">{t("noWindows")}</p>
        ) : (
          <Windows windows={view.windows.slice(0, SHOWN)} hasResults={hasResults} />
        )}
      </section>
    </>
  );
}

function Windows({ windows, hasResults }: { windows: Window[]; hasResults: boolean }) {
  const t = strings.useT();
  const language = useLanguage();
  const shops = new Set(windows.map((each) => each.shop)).size;
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("window")}</th>
            <th scope="col">{t("topic")}</th>
            <th scope="col">{t("seen")}</th>
            {hasResults && <th scope="col">{t("engine")}</th>}
            <th scope="col">{t("state")}</th>
          </tr>
        </thead>
        <tbody>
          {windows.map((each) => (
            <tr key={`${each.topic} ${each.start} ${each.shop}`} data-window={each.topic}>
              <th scope="row" className="number">
                {clock(each.start, language)}
              </th>
              <td>
                {each.topic}
                {shops > 1 && ` (${each.shop})`}
              </td>
              <td className="number">{count(each.seen, language)}</td>
              {hasResults && (
                <td className="number">{each.result ? count(each.result.count, language) : "–"}</td>
              )}
              <td>
                <State window={each} hasResults={hasResults} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function State({ window, hasResults }: { window: Window; hasResults: boolean }) {
  const t = strings.useT();
  const { result, passed } = window;
  if (result && result.revision > 0) {
    return <b className={styles.warn}>↻ {t("corrected", { revision: result.revision })}</b>;
  }
  if (result) return <b className={styles.good}>✓ {t("closed")}</b>;
  if (passed) return <span>◐ {t(hasResults ? "passed" : "passedOnly")}</span>;
  return <span>○ {t("open")}</span>;
}
