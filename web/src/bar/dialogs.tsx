import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Dialog } from "@/app/Dialog";
import { useLanguage } from "@/app/i18n";
import { useErrorText } from "@/app/pages";
import { clock, stopwatch } from "@/lib/time";
import { handedOver } from "./api";
import { LIMITS, setBarSettings, useBarSettings } from "./device";
import styles from "./dialogs.module.css";
import { type MenuBook, nameOf, optionGroups } from "./menuBook";
import { strings } from "./strings";
import { type Ticket, ticketOfOrder } from "./tickets";

const RECALLED = 50;

/** The tickets handed over last, to look something up: "number 41, was that without ice?" */
export function RecallDialog({ menu, onClose }: { menu: MenuBook; onClose(): void }) {
  const t = strings.useT();
  const text = useErrorText();
  const list = useQuery({
    queryKey: ["bar", "recall"],
    queryFn: () => handedOver(RECALLED),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Dialog title={t("recallTitle")} onClose={onClose}>
      {list.isPending && <p role="status">{t("loading")}</p>}
      {list.error && <p className="error">{text(list.error)}</p>}
      {list.data?.length === 0 && <p className="hint">{t("noRecall")}</p>}
      <ul>
        {list.data?.map((order) => (
          <Recalled key={order.order_id} ticket={ticketOfOrder(order)} menu={menu} />
        ))}
      </ul>
    </Dialog>
  );
}

function Recalled({ ticket, menu }: { ticket: Ticket; menu: MenuBook }) {
  const t = strings.useT();
  const language = useLanguage();
  const time = clock(ticket.statusAt, language);
  const wait = stopwatch((ticket.statusAt - ticket.placedAt) / 1000);
  return (
    <li className={styles.entry}>
      <h3 className={styles.entryNumber}>{ticket.number}</h3>
      <div>
        <ul>
          {ticket.items.map((item, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an order never change
            <li key={line}>
              {item.qty}× <b>{nameOf(menu, item.menuId)}</b>{" "}
              {optionGroups(menu, item)
                .flatMap((group) => group.options)
                .join(" · ")}
            </li>
          ))}
        </ul>
        <p className="hint">{t("handedOverAt", { time, wait })}</p>
      </div>
    </li>
  );
}

export function SettingsDialog({ awake, onClose }: { awake: boolean; onClose(): void }) {
  const t = strings.useT();
  const settings = useBarSettings();
  const [amber, setAmber] = useState(String(settings.amber));
  const [red, setRed] = useState(String(settings.red));
  const wrong = Number(red) < Number(amber);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (wrong) return;
    setBarSettings({ amber: Number(amber), red: Number(red) });
    onClose();
  };
  const field = { type: "number", required: true, step: 1, ...LIMITS } as const;
  return (
    <Dialog title={t("settings")} onClose={onClose}>
      <form className={styles.form} onSubmit={save}>
        <p className="hint">{t("settingsHint")}</p>
        <label className="field">
          {t("amberAfter")}
          <input
            {...field}
            className="input"
            value={amber}
            onChange={(event) => setAmber(event.target.value)}
          />
        </label>
        <label className="field">
          {t("redAfter")}
          <input
            {...field}
            className="input"
            value={red}
            aria-invalid={wrong}
            aria-describedby="bar-range"
            onChange={(event) => setRed(event.target.value)}
          />
        </label>
        <p id="bar-range" className={wrong ? "error" : "hint"} role={wrong ? "alert" : undefined}>
          {t("range", LIMITS)}
        </p>
        <button type="submit" className="button primary">
          {t("save")}
        </button>
        {settings.own && (
          <button
            type="button"
            className="button"
            onClick={() => {
              setBarSettings({ amber: undefined, red: undefined });
              onClose();
            }}
          >
            {t("asTheShop")}
          </button>
        )}
        <p className="hint">{awake ? t("awake") : t("notAwake")}</p>
      </form>
    </Dialog>
  );
}
