import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLanguage } from "@/app/i18n";
import { useErrorText } from "@/app/pages";
import { strings as app } from "@/app/strings";
import { money } from "@/lib/money";
import { dateAndTime } from "@/lib/time";
import { allEvents } from "../allEvents";
import { priceSteps } from "./list";
import styles from "./Menu.module.css";
import { strings } from "./strings";

/** What an item cost since when, out of the log; read when somebody wants to know. */
export function PriceHistory({ menuId }: { menuId: string }) {
  const t = strings.useT();
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.history} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("history")}</summary>
      {open && <Steps menuId={menuId} />}
    </details>
  );
}

function Steps({ menuId }: { menuId: string }) {
  const t = strings.useT();
  const a = app.useT();
  const language = useLanguage();
  const errorText = useErrorText();
  const { data, error } = useQuery({
    queryKey: ["admin", "prices", menuId],
    staleTime: 0,
    queryFn: ({ signal }) =>
      allEvents("menu_updates", ({ value }) => value.menu_id === menuId, signal),
  });
  if (error) return <p role="alert">{errorText(error)}</p>;
  if (!data) return <p role="status">{a("loading")}</p>;
  return (
    <table className={styles.steps}>
      <thead>
        <tr>
          <th scope="col">{t("since")}</th>
          <th scope="col">{t("price")}</th>
          <th scope="col">{t("name")}</th>
          <th scope="col">{t("version")}</th>
        </tr>
      </thead>
      <tbody>
        {priceSteps(data, menuId).map((step) => (
          <tr key={step.version}>
            <td>{dateAndTime(step.since, language)}</td>
            <td className="number">{money(step.price, language)}</td>
            <td>{step.name}</td>
            <td>
              {step.version} ({t(`action_${step.action as "create"}`)})
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
