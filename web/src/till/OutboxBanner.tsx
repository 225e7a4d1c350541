import { useEffect, useState } from "react";
import { useLanguage } from "@/app/i18n";
import { useLiveState } from "@/app/live";
import { clock } from "@/lib/time";
import type { Outbox } from "./outbox/outbox";
import { strings } from "./strings";
import styles from "./TillPage.module.css";
import { useWaiting } from "./use-shop";

const GRACE_MS = 4_000;

/** Since when there is no connection, and how many sales wait for it. Silent when all is well. */
export function OutboxBanner({ outbox, onLook }: { outbox: Outbox; onLook: () => void }) {
  const t = strings.useT();
  const language = useLanguage();
  const line = useLiveState();
  const { waiting, stuck, since } = useWaiting(outbox);
  const [offline, setOffline] = useState(false);
  useEffect(() => {
    setOffline(false);
    if (line.kind !== "connecting") return;
    const timer = setTimeout(() => setOffline(true), GRACE_MS - (Date.now() - line.since));
    return () => clearTimeout(timer);
  }, [line]);
  if (!offline && waiting === 0 && stuck === 0) return null;
  return (
    <div className={styles.banner} role="status">
      {offline ? <p>{t("offlineBanner", { time: clock(line.since, language) })}</p> : null}
      {waiting > 0 && since !== null ? (
        <p>
          {t("waitingBanner", { count: waiting, time: clock(since, language) })}{" "}
          <button type="button" className="button" onClick={() => void outbox.flush()}>
            {t("sendNow")}
          </button>
        </p>
      ) : null}
      {stuck > 0 ? (
        <p className="error">
          {t("stuckBanner", { count: stuck })}{" "}
          <button type="button" className="button" onClick={onLook}>
            {t("look")}
          </button>
        </p>
      ) : null}
    </div>
  );
}
