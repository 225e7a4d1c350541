import { Select, type TableColumnsType } from "antd";
import { useMemo, useState } from "react";
import { type DeadLetter, type DeadLetterList, deadLetters, unwrap } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { useMedia } from "@/lib/media";
import { count } from "@/lib/money";
import { dateAndTime } from "@/lib/time";
import { AdminFrame } from "./AdminFrame";
import styles from "./deadLetters/DeadLetters.module.css";
import { LetterDetails } from "./deadLetters/LetterDetails";
import { REASONS, reasonOf } from "./deadLetters/letter";
import { strings } from "./deadLetters/strings";
import { useLogTimes } from "./deadLetters/useLogTimes";
import { LogTable } from "./LogTable";
import { useNewestFirst } from "./useNewestFirst";

/** A dead letter is an event of one of these; the engine looks at it a moment after the push. */
const COUNTED = ["orders", "refunds", "visits", "menu_updates", "order_status", "inventory_events"];
const SETTLE_MS = 1_500;

const ask = async (after: number, limit: number): Promise<DeadLetter[]> =>
  (await unwrap<DeadLetterList>(deadLetters({ query: { after, limit } }))).items;

/** Events the engine could not count, why, and what to do about them. */
export default function DeadLettersPage() {
  const t = strings.useT();
  const language = useLanguage();
  const phone = useMedia("(max-width: 48rem)");
  const [reason, setReason] = useState("");
  const keep = useMemo(
    () => (reason === "" ? undefined : (letter: DeadLetter) => letter.reason === reason),
    [reason],
  );
  const list = useNewestFirst<DeadLetter>({
    key: reason,
    ask,
    keep,
    topics: COUNTED,
    settle: SETTLE_MS,
  });
  const positions = useMemo(() => list.rows.map(({ position }) => position), [list.rows]);
  const times = useLogTimes(positions);

  const when = ({ position }: DeadLetter) => {
    const at = times.get(position);
    return (
      <span className={styles.number}>{at ? dateAndTime(at, language) : t("unknownTime")}</span>
    );
  };
  const position = (letter: DeadLetter) => (
    <span className={styles.number}>{count(letter.position, language)}</span>
  );
  const topic = (letter: DeadLetter) => letter.topic || t("noTopic");
  const titleOf = (letter: DeadLetter) =>
    t(`title_${reasonOf(letter.reason)}`, { reason: letter.reason });
  const why = (letter: DeadLetter) => (
    <span className={styles.reason}>
      <b>{titleOf(letter)}</b>
      <span className="hint">{t(`short_${reasonOf(letter.reason)}`)}</span>
    </span>
  );
  const columns: TableColumnsType<DeadLetter> = phone
    ? [
        {
          title: t("reason"),
          key: "reason",
          render: (_, letter) => (
            <>
              <span className={`hint ${styles.line}`}>
                {when(letter)} <span>{topic(letter)}</span> {position(letter)}
              </span>
              {why(letter)}
            </>
          ),
        },
      ]
    : [
        { title: t("when"), key: "when", width: 170, render: (_, letter) => when(letter) },
        {
          title: t("position"),
          key: "position",
          width: 120,
          align: "right",
          render: (_, letter) => position(letter),
        },
        { title: t("topic"), key: "topic", width: 170, render: (_, letter) => topic(letter) },
        { title: t("reason"), key: "reason", render: (_, letter) => why(letter) },
      ];
  return (
    <AdminFrame title={t("title")}>
      <p className="hint">{t("lead")}</p>
      <search>
        <Select
          className={styles.select}
          aria-label={t("reason")}
          value={reason}
          onChange={setReason}
          options={[
            { value: "", label: t("every") },
            ...REASONS.map((each) => ({ value: each as string, label: t(`title_${each}`) })),
          ]}
        />
      </search>
      <LogTable<DeadLetter>
        list={list}
        columns={columns}
        sifted={keep !== undefined}
        empty={t(keep ? "noneFound" : "none")}
        nameOf={(letter) => `${titleOf(letter)}, ${count(letter.position, language)}`}
        placeOf={(letter) => `${t("position")} ${count(letter.position, language)}`}
        details={(letter) => <LetterDetails letter={letter} />}
      />
    </AdminFrame>
  );
}
