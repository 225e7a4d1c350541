import { Button } from "antd";
import { useState } from "react";
import type { DeadLetter } from "@/api/client";
import { copyText } from "@/lib/copy";
import { LogPlace } from "../LogPlace";
import styles from "./DeadLetters.module.css";
import { readable, reasonOf } from "./letter";
import { strings } from "./strings";

/** What is wrong with it, what to do, and what it is, to the byte. */
export function LetterDetails({ letter }: { letter: DeadLetter }) {
  const t = strings.useT();
  const [copied, setCopied] = useState<boolean | null>(null);
  const reason = reasonOf(letter.reason);
  return (
    <div className={styles.details}>
      <dl className={styles.facts}>
        <dt>{t("meaning")}</dt>
        <dd>{t(`means_${reason}`)}</dd>
        <dt>{t("doNow")}</dt>
        <dd>{t(`do_${reason}`)}</dd>
      </dl>
      <div className={styles.head}>
        <h2>{t("bytes")}</h2>
        <Button onClick={() => void copyText(letter.value).then(setCopied)}>{t("copy")}</Button>
        <span role="status">{copied !== null && t(copied ? "copied" : "notCopied")}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls: needs the keyboard */}
      <pre className={styles.bytes} tabIndex={0}>
        {readable(letter.value)}
      </pre>
      {letter.value.includes("\uFFFD") && <p className="hint">{t("replaced")}</p>}
      <LogPlace position={letter.position} />
    </div>
  );
}
