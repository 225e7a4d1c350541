import { type MouseEvent, memo } from "react";
import { useLanguage } from "@/app/i18n";
import { useNow } from "@/lib/now";
import { serverTime } from "@/lib/serverClock";
import { clock, stopwatch } from "@/lib/time";
import type { BarSettings, Ticks } from "./device";
import { madeCups } from "./device";
import { type MenuBook, nameOf, optionGroups } from "./menuBook";
import { UNDO_MS } from "./store";
import { strings } from "./strings";
import styles from "./TicketCard.module.css";
import { cupsOf, lateness, type OpenStatus, type Ticket, waited } from "./tickets";

interface Props {
  ticket: Ticket;
  column: OpenStatus;
  menu: MenuBook;
  settings: BarSettings;
  ticks: Ticks[string] | undefined;
  /** A step taken here that the server has not confirmed, or did not even answer to. */
  moving: "no" | "sending" | "unsent";
  leavingUntil: number | null;
  onBump(orderId: string): void;
  onUndo(orderId: string): void;
  onTick(orderId: string, line: number, qty: number): void;
  onAcknowledge(orderId: string): void;
}

export const TicketCard = memo(function TicketCard(props: Props) {
  const { ticket, settings } = props;
  const t = strings.useT();
  const cancelled = ticket.status === "cancelled";
  const late = useNow((now) => lateness(ticket.status, waited(ticket, serverTime(now)), settings));
  const heading = `ticket-${ticket.orderId}`;
  const look = [styles.card];
  if (cancelled) look.push(styles.cancelled);
  else if (props.leavingUntil !== null) look.push(styles.leaving);
  else if (late !== "fine") look.push(styles[late]);
  return (
    <li>
      <article className={look.join(" ")} aria-labelledby={heading} data-order={ticket.orderId}>
        <header className={styles.head}>
          <h3 id={heading} className={styles.number}>
            <span className="visually-hidden">
              {ticket.number === null ? t("noNumber") : t("number", { number: ticket.number })}
            </span>
            <span aria-hidden="true">{ticket.number ?? "…"}</span>
          </h3>
          {ticket.table !== "" && (
            <p className={styles.table}>{t("table", { table: ticket.table })}</p>
          )}
          <p className={styles.cups}>{t("cups", { count: cupsOf(ticket) })}</p>
          {!cancelled && <Timer ticket={ticket} />}
        </header>
        <Marks ticket={ticket} late={late} moving={props.moving} />
        <ul className={styles.lines}>
          {ticket.items.map((_, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an order never change
            <Line key={line} {...props} line={line} />
          ))}
        </ul>
        {ticket.note !== "" && (
          <p className={styles.note}>
            {t("note")}: <strong>{ticket.note}</strong>
          </p>
        )}
        <Foot {...props} />
      </article>
    </li>
  );
});

function Timer({ ticket }: { ticket: Ticket }) {
  const t = strings.useT();
  const time = useNow((now) => stopwatch(waited(ticket, serverTime(now))));
  const key = ticket.status === "ready" ? "readyFor" : "waitedFor";
  return (
    <p className={styles.timer}>
      <span className="visually-hidden">{t(key, { time })}</span>
      <span aria-hidden="true">{time}</span>
    </p>
  );
}

function Marks({
  ticket,
  late,
  moving,
}: {
  ticket: Ticket;
  late: "fine" | "amber" | "red";
  moving: Props["moving"];
}) {
  const t = strings.useT();
  const language = useLanguage();
  const minutes = useNow((now) => Math.floor(waited(ticket, serverTime(now)) / 60));
  if (ticket.status === "cancelled")
    return (
      <p className={styles.stamp}>{t("cancelledAt", { time: clock(ticket.statusAt, language) })}</p>
    );
  return (
    <>
      {late !== "fine" && <p className={styles.late}>{t(late, { minutes })}</p>}
      {ticket.channel === "offline" && (
        <p className={styles.mark}>
          {t("soldOffline", { time: clock(ticket.createdAt, language) })}
        </p>
      )}
      {moving === "unsent" && (
        <p className={styles.mark} role="status">
          {t("unsent")}
        </p>
      )}
    </>
  );
}

function Line({ ticket, menu, ticks, onTick, line }: Props & { line: number }) {
  const t = strings.useT();
  const item = ticket.items[line];
  if (!item) return null;
  const made = Math.min(item.qty, madeCups({ x: ticks ?? [] }, "x", line));
  const done = made === item.qty;
  const groups = optionGroups(menu, item);
  const content = (
    <>
      <span className={styles.qty}>{item.qty}×</span>
      <span className={styles.what}>
        <span className={styles.name}>{nameOf(menu, item.menuId)}</span>
        {menu.get(item.menuId)?.deleted && (
          <span className={styles.deleted}> ({t("deletedItem")})</span>
        )}
      </span>
      {groups.length > 0 && (
        <span className={styles.groups}>
          {groups.map((group) => (
            <span key={group.name} className={styles.group}>
              {group.name !== "" && <span className="visually-hidden">{group.name}: </span>}
              <strong>{group.options.join(", ")}</strong>
            </span>
          ))}
        </span>
      )}
      {item.note !== "" && (
        <span className={styles.lineNote}>
          {t("note")}: <strong>{item.note}</strong>
        </span>
      )}
    </>
  );
  // Only what is still to be made can be ticked off.
  if (ticket.status !== "placed" && ticket.status !== "preparing") {
    return <li className={styles.line}>{content}</li>;
  }
  return (
    <li>
      <button
        type="button"
        className={`${styles.line} ${styles.tick} ${done ? styles.done : ""}`}
        aria-pressed={item.qty === 1 ? done : undefined}
        onClick={() => onTick(ticket.orderId, line, item.qty)}
      >
        {content}
        <span className={styles.made}>
          <span aria-hidden="true">{done ? "✓" : item.qty > 1 ? `${made}/${item.qty}` : "○"}</span>
          {item.qty > 1 && (
            <span className="visually-hidden">{t("cupsMade", { made, count: item.qty })}</span>
          )}
        </span>
      </button>
    </li>
  );
}

const STEP = { placed: "start", preparing: "finish", ready: "handOver" } as const;

/** A ticket that was moved by key takes the focus away with it: the next one shall have it. */
function focusNext(event: MouseEvent<HTMLButtonElement>): void {
  if (event.detail !== 0) return;
  const card = event.currentTarget.closest("li");
  const next = card?.nextElementSibling ?? card?.previousElementSibling;
  next?.querySelector<HTMLElement>("[data-step]")?.focus();
}

function Foot({ ticket, column, moving, leavingUntil, ...props }: Props) {
  const t = strings.useT();
  const seconds = useNow((now) =>
    leavingUntil === null
      ? 0
      : Math.min(UNDO_MS / 1000, Math.max(0, Math.ceil((leavingUntil - now) / 1000))),
  );
  if (ticket.status === "cancelled") {
    return (
      <button
        type="button"
        className={`button ${styles.step}`}
        data-step
        onClick={(event) => {
          focusNext(event);
          props.onAcknowledge(ticket.orderId);
        }}
      >
        {t("acknowledge")}
      </button>
    );
  }
  if (leavingUntil !== null) {
    return (
      <button
        type="button"
        className={`button ${styles.step}`}
        data-step
        onClick={() => props.onUndo(ticket.orderId)}
      >
        <span>{t("handedOver")} ✓</span> <strong>{t("undo", { seconds })}</strong>
      </button>
    );
  }
  return (
    <button
      type="button"
      className={`button primary ${styles.step}`}
      data-step
      disabled={moving !== "no"}
      onClick={(event) => {
        if (column !== "ready") focusNext(event);
        props.onBump(ticket.orderId);
      }}
    >
      {moving === "sending" ? t("sending") : t(STEP[column])}
    </button>
  );
}
