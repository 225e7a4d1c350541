import { useEffect, useSyncExternalStore } from "react";
import { strings } from "./strings";
import styles from "./UpdateNotice.module.css";
import { Update } from "./update";

const update =
  import.meta.env.PROD && "serviceWorker" in navigator
    ? new Update(navigator.serviceWorker, () => location.reload())
    : null;
const never = () => () => {};

/** Offers a new version; nothing reloads by itself, least of all a till in mid-sale. */
export function UpdateNotice() {
  const t = strings.useT();
  const ready = useSyncExternalStore(update?.watch ?? never, update?.isReady ?? (() => false));
  useEffect(() => {
    // Without a worker (no HTTPS, private window) the app works, online only.
    void update?.start().catch(() => {});
  }, []);
  if (!ready) return null;
  return (
    <div className={`card ${styles.notice}`} role="status">
      <p>{t("newVersion")}</p>
      <button type="button" className="button primary" onClick={() => update?.apply()}>
        {t("reload")}
      </button>
    </div>
  );
}
