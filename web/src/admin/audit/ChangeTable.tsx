import { useLanguage } from "@/app/i18n";
import { dateAndTime } from "@/lib/time";
import { LogPlace } from "../LogPlace";
import styles from "./Audit.module.css";
import type { Change } from "./changes";
import type { AuditEntry } from "./entry";
import { strings } from "./strings";
import { actorText, pathText, roleText, valueText } from "./words";

/** All that is known of an entry. */
export function ChangeTable({ entry, changes }: { entry: AuditEntry; changes: Change[] }) {
  const t = strings.useT();
  const language = useLanguage();
  const isNew = entry.before === null;
  const nothing = isNew && entry.after === null;
  return (
    <div className={styles.details}>
      <p>
        {dateAndTime(entry.at, language)}, {actorText(entry, t)} ({roleText(entry.role, t)}),{" "}
        <code>{entry.action}</code> <code className={styles.id}>{entry.entity}</code>
      </p>
      {changes.length === 0 ? (
        <p>{t(nothing ? "nothingChanged" : "sameValues")}</p>
      ) : (
        <table className={styles.changes}>
          <thead>
            <tr>
              <th scope="col">{t("field")}</th>
              {!isNew && <th scope="col">{t("before")}</th>}
              <th scope="col">{t(isNew ? "value" : "after")}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ path, before, after }) => (
              <tr key={JSON.stringify(path)}>
                <th scope="row">{pathText(path, entry, t)}</th>
                {!isNew && <td>{valueText(before, path, entry, t, language)}</td>}
                <td>{valueText(after, path, entry, t, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <LogPlace position={entry.position} />
    </div>
  );
}
