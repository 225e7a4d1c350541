import { type FormEvent, useState } from "react";
import {
  ApiError,
  closeShift,
  currentShift,
  moveCash,
  openShift,
  type Shift,
  unwrap,
} from "@/api/client";
import { Dialog } from "@/app/Dialog";
import { useLanguage } from "@/app/i18n";
import { useErrorText } from "@/app/pages";
import { useSession } from "@/app/session";
import { usePushed } from "@/app/usePushed";
import { money } from "@/lib/money";
import { dateAndTime } from "@/lib/time";
import { uuidv7 } from "@/lib/uuid";
import { isManager } from "../orders/topics";
import { counted, differenceOf, digits, NOTES, type Pieces } from "./drawer";
import styles from "./Shift.module.css";
import { strings } from "./strings";

const SHIFT_MS = 1_000;

async function find(): Promise<Shift | null> {
  try {
    return await unwrap<Shift>(currentShift());
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** What went wrong with a step, and whether one is under way. */
function useStep() {
  const t = strings.useT();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const run = async (step: () => Promise<void>) => {
    setBusy(true);
    setFailure(null);
    try {
      await step();
    } catch (error) {
      const unknown = error instanceof ApiError && error.outcomeUnknown;
      const taken = error instanceof ApiError && error.code === "shift-open";
      setFailure(unknown ? t("noAnswer") : taken ? t("taken") : errorText(error));
    }
    setBusy(false);
  };
  return { busy, failure, run };
}

/** The drawer of the shop: opened with a sum, changed with a reason, counted at the end. */
export default function ShiftDialog({ onClose }: { onClose(): void }) {
  const t = strings.useT();
  const errorText = useErrorText();
  const { data, error, again } = usePushed<Shift | null>(
    ["shifts", "orders"],
    "shift",
    find,
    SHIFT_MS,
  );
  const [ended, setEnded] = useState<Shift | null>(null);
  return (
    <Dialog title={t("title")} onClose={onClose}>
      {ended ? (
        <Ended shift={ended} onAnother={() => setEnded(null)} />
      ) : data === undefined ? (
        <p role="status">{error === null ? t("loading") : errorText(error)}</p>
      ) : data === null ? (
        <Opening onOpened={again} />
      ) : (
        <Running
          shift={data}
          onChanged={again}
          onEnded={(shift) => {
            setEnded(shift);
            again();
          }}
        />
      )}
    </Dialog>
  );
}

function Amount(props: { label: string; value: number; onChange(value: number): void }) {
  const language = useLanguage();
  return (
    <label className="field">
      {props.label}
      <input
        className="input number"
        inputMode="numeric"
        value={props.value === 0 ? "" : money(props.value, language)}
        onChange={(event) => props.onChange(digits(event.target.value))}
      />
    </label>
  );
}

function Opening({ onOpened }: { onOpened(): void }) {
  const t = strings.useT();
  const language = useLanguage();
  const { busy, failure, run } = useStep();
  const [cash, setCash] = useState(0);
  // The same for every try: a lost answer opens one shift.
  const [shiftId] = useState(uuidv7);
  const open = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await unwrap(openShift({ body: { shift_id: shiftId, opening_cash: cash } }));
      onOpened();
    });
  };
  return (
    <form className={styles.part} onSubmit={open}>
      <p>{t("none")}</p>
      <Amount label={t("openingCash")} value={cash} onChange={setCash} />
      <p className="error" role="alert">
        {failure}
      </p>
      <button type="submit" className="button primary" disabled={busy}>
        {t("open")} · {money(cash, language)}
      </button>
    </form>
  );
}

interface RunningProps {
  shift: Shift;
  onChanged(): void;
  onEnded(shift: Shift): void;
}

function Running({ shift, onChanged, onEnded }: RunningProps) {
  const t = strings.useT();
  const language = useLanguage();
  // Who counts shall not know what ought to come out.
  const sees = isManager(useSession()?.role);
  const time = dateAndTime(shift.opened_at, language);
  return (
    <>
      <p>{t("since", { time, name: shift.opened_by })}</p>
      <dl className={styles.sums}>
        <dt>{t("begunWith")}</dt>
        <dd>{money(shift.opening_cash, language)}</dd>
        <Moves shift={shift} />
        {sees && <Sold shift={shift} />}
        {sees && (
          <>
            <dt>{t("expected")}</dt>
            <dd>
              <b>{money(shift.expected, language)}</b>
            </dd>
          </>
        )}
      </dl>
      <Late shift={shift} />
      <MoveForm shiftId={shift.shift_id} onMoved={onChanged} />
      <CloseForm shiftId={shift.shift_id} onEnded={onEnded} />
    </>
  );
}

function Moves({ shift }: { shift: Shift }) {
  const t = strings.useT();
  const language = useLanguage();
  return shift.moves.map((move) => (
    <div key={move.at} className={styles.pair}>
      <dt>
        {t(move.amount > 0 ? "cashIn" : "cashOut")}: {move.reason}{" "}
        <span className="hint">{move.by}</span>
      </dt>
      <dd>{money(move.amount, language)}</dd>
    </div>
  ));
}

const METHODS = ["cash", "card", "vietqr"];

function Sold({ shift }: { shift: Shift }) {
  const t = strings.useT();
  const language = useLanguage();
  const named = (method: string) => (METHODS.includes(method) ? t(method as "cash") : method);
  return (
    <>
      <dt>{t("orders")}</dt>
      <dd>{shift.orders}</dd>
      {shift.sales.map(({ payment_method, amount }) => (
        <div key={payment_method} className={styles.pair}>
          <dt>{t("sales", { method: named(payment_method) })}</dt>
          <dd>{money(amount, language)}</dd>
        </div>
      ))}
      <dt>{t("refunds")}</dt>
      <dd>{money(0 - shift.cash_refunds, language)}</dd>
    </>
  );
}

function Late({ shift }: { shift: Shift }) {
  const t = strings.useT();
  const language = useLanguage();
  if (shift.late_orders === 0) return null;
  return (
    <p className={styles.late}>
      {t("late", { count: shift.late_orders, amount: money(shift.late_cash, language) })}
    </p>
  );
}

function MoveForm({ shiftId, onMoved }: { shiftId: string; onMoved(): void }) {
  const t = strings.useT();
  const { busy, failure, run } = useStep();
  const [amount, setAmount] = useState(0);
  const [reason, setReason] = useState("");
  const [moveId, setMoveId] = useState(uuidv7);
  const move = (sign: 1 | -1) =>
    run(async () => {
      const body = { move_id: moveId, amount: sign * amount, reason: reason.trim() };
      await unwrap(moveCash({ path: { shift_id: shiftId }, body }));
      setAmount(0);
      setReason("");
      setMoveId(uuidv7());
      onMoved();
    });
  const ready = amount > 0 && reason.trim() !== "" && !busy;
  return (
    <details className={styles.part}>
      <summary className="button">{t("moveTitle")}</summary>
      <div className={styles.part}>
        <Amount label={t("amount")} value={amount} onChange={setAmount} />
        <input
          className="input"
          aria-label={t("reason")}
          placeholder={t("reason")}
          maxLength={60}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <p className="error" role="alert">
          {failure}
        </p>
        <div className={styles.buttons}>
          {([1, -1] as const).map((sign) => (
            <button
              key={sign}
              type="button"
              className="button"
              disabled={!ready}
              onClick={() => void move(sign)}
            >
              {t(sign === 1 ? "put" : "take")}
            </button>
          ))}
        </div>
      </div>
    </details>
  );
}

function CloseForm({ shiftId, onEnded }: { shiftId: string; onEnded(shift: Shift): void }) {
  const t = strings.useT();
  const language = useLanguage();
  const { busy, failure, run } = useStep();
  const [pieces, setPieces] = useState<Pieces>({});
  const [note, setNote] = useState("");
  const [asking, setAsking] = useState(false);
  const sum = counted(pieces);
  const amount = money(sum, language);
  const close = () =>
    run(async () => {
      const body = { counted: sum, note: note.trim() };
      onEnded(await unwrap<Shift>(closeShift({ path: { shift_id: shiftId }, body })));
    });
  return (
    <details className={styles.part}>
      <summary className="button">{t("closeTitle")}</summary>
      <div className={styles.part}>
        <p className="hint">{t("blind")}</p>
        <div className={styles.notes}>
          {NOTES.map((each) => (
            <label key={each} className={styles.note}>
              <span className="number">{money(each, language)}</span>
              <input
                className="input number"
                inputMode="numeric"
                aria-label={t("pieces", { note: money(each, language) })}
                value={pieces[each] ? pieces[each] : ""}
                onChange={(event) => {
                  setAsking(false);
                  setPieces({ ...pieces, [each]: digits(event.target.value.slice(0, 6)) });
                }}
              />
            </label>
          ))}
        </div>
        <p className={styles.counted} role="status">
          {t("counted")}: <b>{amount}</b>
        </p>
        <input
          className="input"
          aria-label={t("closingNote")}
          placeholder={t("closingNote")}
          maxLength={60}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <p className="error" role="alert">
          {failure}
        </p>
        {asking ? (
          <>
            <p role="alert">{t("sure", { amount })}</p>
            <div className={styles.buttons}>
              <button type="button" className="button" onClick={() => setAsking(false)}>
                {t("no")}
              </button>
              <button
                type="button"
                className="button primary"
                disabled={busy}
                onClick={() => void close()}
              >
                {t("yes")}
              </button>
            </div>
          </>
        ) : (
          <button type="button" className="button primary" onClick={() => setAsking(true)}>
            {t("close", { amount })}
          </button>
        )}
      </div>
    </details>
  );
}

function Ended({ shift, onAnother }: { shift: Shift; onAnother(): void }) {
  const t = strings.useT();
  const language = useLanguage();
  const { closed, expected } = shift;
  if (!closed) return null;
  const difference = differenceOf(closed.counted, expected);
  const amount = money(Math.abs(closed.counted - expected), language);
  return (
    <div className={styles.part}>
      <p>{t("closedAt", { time: dateAndTime(closed.at, language), name: closed.by })}</p>
      <p className={difference === "exact" ? styles.exact : styles.wrong} role="status">
        {difference === "exact" ? `✓ ${t("exact")}` : t(difference, { amount })}
      </p>
      <dl className={styles.sums}>
        <dt>{t("begunWith")}</dt>
        <dd>{money(shift.opening_cash, language)}</dd>
        <Sold shift={shift} />
        <Moves shift={shift} />
        <dt>{t("expected")}</dt>
        <dd>{money(expected, language)}</dd>
        <dt>{t("counted")}</dt>
        <dd>
          <b>{money(closed.counted, language)}</b>
        </dd>
      </dl>
      <Late shift={shift} />
      <button type="button" className="button" onClick={onAnother}>
        {t("another")}
      </button>
    </div>
  );
}
