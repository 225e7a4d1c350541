import { useState } from "react";
import { Dialog } from "@/app/Dialog";
import { useLanguage } from "@/app/i18n";
import { copyText } from "@/lib/copy";
import styles from "./EventList.module.css";
import { exactTime, span } from "./format";
import { lateness, type Row } from "./log";
import { Marks } from "./Marks";
import { strings } from "./strings";

/** One event as it stands in the log. */
export function EventDialog({ row, onClose }: { row: Row; onClose(): void }) {
  const t = strings.useT();
  const language = useLanguage();
  const [copied, setCopied] = useState<boolean | null>(null);
  const { record, at, arrival } = row;
  const late = lateness(row);
  const json = JSON.stringify(record, null, 2);
  const facts: [string, string][] = [
    [t("topic"), record.topic],
    [t("key"), record.key || "–"],
    [t("eventTime"), at === null ? "–" : exactTime(at, arrival, language)],
    [t("arrival"), exactTime(arrival, arrival, language)],
    [t("lateness"), late === null ? "–" : span(late)],
  ];
  return (
    <Dialog title={t("event", { position: record.position })} drawer onClose={onClose}>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>
        <Marks row={row} />
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls: needs the keyboard */}
      <pre className={styles.json} tabIndex={0}>
        {json}
      </pre>
      <button type="button" className="button" onClick={() => void copyText(json).then(setCopied)}>
        {t("copyOne")}
      </button>
      <p role="status">{copied !== null && t(copied ? "copied" : "notCopied")}</p>
    </Dialog>
  );
}
