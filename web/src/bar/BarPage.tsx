import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { useErrorText } from "@/app/pages";
import { usePageTheme } from "@/app/theme";
import { useWakeLock } from "@/app/useWakeLock";
import { rank } from "@/lib/orderStatus";
import styles from "./BarPage.module.css";
import { madeCups, setBarSettings, useBarSettings } from "./device";
import { RecallDialog, SettingsDialog } from "./dialogs";
import { allowSound, prepareSound, useSoundAllowed } from "./sound";
import type { BarView } from "./store";
import { strings } from "./strings";
import { TicketCard } from "./TicketCard";
import { TotalsPanel } from "./TotalsPanel";
import { columns, OPEN, type OpenStatus, type Ticket } from "./tickets";
import { totals } from "./totals";
import { type Bar, useBar } from "./useBar";
import { useSignals } from "./useSignals";

const SHOWN = 100;
const EMPTY = { placed: "nothingNew", preparing: "nothingMaking", ready: "nothingReady" } as const;

export default function BarPage() {
  usePageTheme("dark");
  const awake = useWakeLock();
  const bar = useBar();
  const { view, ticks } = bar;
  const sorted = useMemo(
    () => columns(view.tickets.values(), view.ahead),
    [view.tickets, view.ahead],
  );
  // The sums may come a moment after the tickets; the tickets may not wait for the sums.
  const counted = useDeferredValue(view.tickets);
  const countedTicks = useDeferredValue(ticks);
  const toMake = useMemo(
    () => totals(counted.values(), (order, line) => madeCups(countedTicks, order, line)),
    [counted, countedTicks],
  );
  const [dialog, setDialog] = useState<"recall" | "settings" | null>(null);
  const close = () => setDialog(null);
  return (
    <main className={styles.page}>
      <Toolbar onOpen={setDialog} />
      <Trouble bar={bar} />
      {view.loaded ? (
        <div className={styles.board}>
          {OPEN.map((status) => (
            <Column key={status} status={status} list={sorted[status]} bar={bar} />
          ))}
          <TotalsPanel list={toMake} menu={view.menu} />
        </div>
      ) : (
        view.failure === null && <Loading />
      )}
      <Signals view={view} />
      {dialog === "recall" && <RecallDialog menu={view.menu} onClose={close} />}
      {dialog === "settings" && <SettingsDialog awake={awake} onClose={close} />}
    </main>
  );
}

/** Apart from the page, because it looks at the clock every second. */
function Signals({ view }: { view: BarView }) {
  const sentence = useSignals(view, useBarSettings());
  return (
    <p className="visually-hidden" role="status">
      {sentence}
    </p>
  );
}

function Loading() {
  const t = strings.useT();
  return (
    <p className="center" role="status">
      {t("loading")}
    </p>
  );
}

function Toolbar({ onOpen }: { onOpen(dialog: "recall" | "settings"): void }) {
  const t = strings.useT();
  const settings = useBarSettings();
  const allowed = useSoundAllowed();
  useEffect(prepareSound, []);
  const needed = settings.sound && !allowed;
  return (
    <div className={styles.toolbar}>
      <h1 className={styles.title}>{t("title")}</h1>
      {needed ? (
        <button type="button" className="button primary" onClick={() => void allowSound()}>
          {t("allowSound")}
        </button>
      ) : (
        <button
          type="button"
          className="button"
          aria-pressed={settings.sound}
          onClick={() => {
            setBarSettings({ sound: !settings.sound });
            void allowSound();
          }}
        >
          {t("sound")}
        </button>
      )}
      <button type="button" className="button" onClick={() => onOpen("recall")}>
        {t("recall")}
      </button>
      <button type="button" className="button" onClick={() => onOpen("settings")}>
        {t("settings")}
      </button>
    </div>
  );
}

function Trouble({ bar: { view, store } }: { bar: Bar }) {
  const t = strings.useT();
  const text = useErrorText();
  return (
    <>
      {view.failure !== null && (
        <p className={`error ${styles.trouble}`} role="alert">
          {t("loadFailed", { reason: text(view.failure) })}
        </p>
      )}
      {view.refused && (
        <div className={styles.trouble} role="alert">
          <p className="error">
            {t("refused", {
              ticket: t("number", { number: view.refused.ticket.number ?? "…" }),
              reason: text(view.refused.error),
            })}
          </p>
          <button type="button" className="button" onClick={() => store.dismissRefusal()}>
            {t("close")}
          </button>
        </div>
      )}
    </>
  );
}

function movement(bar: Bar, ticket: Ticket): "no" | "sending" | "unsent" {
  const step = bar.view.ahead.get(ticket.orderId);
  if (!step || rank(step) <= rank(ticket.status)) return "no";
  return bar.view.unsent.has(ticket.orderId) ? "unsent" : "sending";
}

function Column({ status, list, bar }: { status: OpenStatus; list: Ticket[]; bar: Bar }) {
  const t = strings.useT();
  const settings = useBarSettings();
  const [shown, setShown] = useState(SHOWN);
  const { view, store } = bar;
  const hidden = list.length - shown;
  return (
    <section className={styles.column} aria-labelledby={`column-${status}`} data-column={status}>
      <h2 id={`column-${status}`} className={styles.heading}>
        {t(status)} <span className={styles.count}>{list.length}</span>
      </h2>
      {list.length === 0 && <p className={`hint ${styles.empty}`}>{t(EMPTY[status])}</p>}
      <ul className={styles.cards}>
        {list.slice(0, shown).map((ticket) => (
          <TicketCard
            key={ticket.orderId}
            ticket={ticket}
            column={status}
            menu={view.menu}
            settings={settings}
            ticks={bar.ticks[ticket.orderId]}
            moving={movement(bar, ticket)}
            leavingUntil={view.leaving.get(ticket.orderId) ?? null}
            onBump={store.bump}
            onUndo={store.undo}
            onTick={bar.tick}
            onAcknowledge={bar.acknowledge}
          />
        ))}
      </ul>
      {hidden > 0 && (
        <button type="button" className="button" onClick={() => setShown(shown + SHOWN)}>
          {t("more", { count: hidden })}
        </button>
      )}
    </section>
  );
}
