import { useRegisterSW } from "virtual:pwa-register/react";
import { strings } from "./strings";
import styles from "./UpdateNotice.module.css";

/** Offers a new version; nothing reloads by itself, least of all a till in mid-sale. */
export function UpdateNotice() {
  const t = strings.useT();
  const {
    needRefresh: [ready],
    updateServiceWorker,
  } = useRegisterSW();
  if (!ready) return null;
  return (
    <div className={`card ${styles.notice}`} role="status">
      <p>{t("newVersion")}</p>
      <button
        type="button"
        className="button primary"
        onClick={() => void updateServiceWorker(true)}
      >
        {t("reload")}
      </button>
    </div>
  );
}
