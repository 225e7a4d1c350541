import { useEffect, useState } from "react";
import { getProof, type Proof, requestProof, unwrap } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { useErrorText } from "@/app/pages";
import { usePushed } from "@/app/usePushed";
import { count, money } from "@/lib/money";
import { dateAndTime } from "@/lib/time";
import styles from "./DashboardPage.module.css";
import { total, verdictOf } from "./proof";
import { strings } from "./strings";
import { Tile } from "./Tile";

const COUNTS_MS = 2_000;
/** A comparison has no event of its own; it is only looked for while one runs. */
const RUNNING_MS = 500;

/** That the ledger and the numbers of this page agree, as last compared, and what was caught. */
export function ProofTile() {
  const t = strings.useT();
  const language = useLanguage();
  const errorText = useErrorText();
  const [failure, setFailure] = useState<unknown>(null);
  const answer = usePushed<Proof>(
    ["live", "analytics"],
    "proof",
    () => unwrap<Proof>(getProof()),
    COUNTS_MS,
  );
  const { data: proof, again } = answer;
  const running = proof?.running ?? false;
  // biome-ignore lint/correctness/useExhaustiveDependencies: every answer that runs is followed up
  useEffect(() => {
    if (!running) return;
    const timer = setTimeout(again, RUNNING_MS);
    return () => clearTimeout(timer);
  }, [running, proof]);
  const compare = async () => {
    setFailure(null);
    try {
      await unwrap<Proof>(requestProof());
    } catch (error) {
      setFailure(error);
    }
    again();
  };
  return (
    <Tile
      room="counts"
      title={t("proof")}
      provisional={undefined}
      asOf={answer.asOf}
      loaded={proof !== undefined}
      error={answer.error}
      action={
        <button
          type="button"
          className={`button quiet ${styles.small}`}
          disabled={running}
          onClick={() => void compare()}
        >
          {t(running ? "comparing" : "compareNow")}
        </button>
      }
    >
      {proof && <Verdict proof={proof} />}
      {failure !== null && (
        <p className="error" role="alert">
          {errorText(failure)}
        </p>
      )}
      {proof && (
        <dl className={styles.counts}>
          <dt>{t("proofDuplicates")}</dt>
          <dd>{count(total(proof, "duplicates"), language)}</dd>
          <dt>{t("proofLate")}</dt>
          <dd>{count(total(proof, "late"), language)}</dd>
          <dt>{t("proofDead")}</dt>
          <dd>{count(total(proof, "dead_lettered"), language)}</dd>
          <dt>{t("proofSkewed")}</dt>
          <dd>{count(total(proof, "clock_skewed"), language)}</dd>
        </dl>
      )}
    </Tile>
  );
}

function Verdict({ proof }: { proof: Proof }) {
  const t = strings.useT();
  const language = useLanguage();
  const verdict = verdictOf(proof);
  const { books, checked_at, failure } = proof;
  return (
    <div role="status">
      {verdict === "none" && <p className="hint">{t("proofNone")}</p>}
      {verdict === "failed" && (
        <p className="error">{t("proofFailed", { reason: failure ?? "" })}</p>
      )}
      {verdict === "equal" && <p className={`${styles.big} ${styles.up}`}>✓ {t("proofEqual")}</p>}
      {verdict === "different" && (
        <>
          <p className={`${styles.big} ${styles.down}`}>
            ✗ {t("proofDifferent", { count: books?.differences ?? 0 })}
          </p>
          <p>{t("proofWhatNow")}</p>
        </>
      )}
      {books && (
        <p className="hint">
          {t("proofBooks", {
            minutes: count(books.windows, language),
            orders: count(books.orders, language),
            revenue: money(books.revenue, language),
            refunded: money(books.refunded_amount, language),
          })}
        </p>
      )}
      {checked_at !== null && (
        <p className="hint">{t("proofAt", { time: dateAndTime(checked_at, language) })}</p>
      )}
    </div>
  );
}
