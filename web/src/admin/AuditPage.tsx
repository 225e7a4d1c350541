import { AutoComplete, Input, Select, type TableColumnsType } from "antd";
import { useMemo, useState } from "react";
import { auditTrail, type EventList, unwrap } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import type { LiveRecord } from "@/app/live";
import { fold, matches } from "@/lib/fold";
import { useMedia } from "@/lib/media";
import { dateAndTime } from "@/lib/time";
import { AdminFrame } from "./AdminFrame";
import styles from "./audit/Audit.module.css";
import { ChainNote } from "./audit/ChainNote";
import { ChangeTable } from "./audit/ChangeTable";
import { changesOf } from "./audit/changes";
import {
  AREAS,
  type AuditEntry,
  type AuditFilter,
  areas,
  entryOf,
  NO_FILTER,
  sieveOf,
} from "./audit/entry";
import { strings } from "./audit/strings";
import { actionText, actorText, roleText, subjectText, summary } from "./audit/words";
import { LogTable } from "./LogTable";
import { SearchField } from "./SearchField";
import { useNewestFirst, useRested } from "./useNewestFirst";

/** A push carries the record's position only when it is on disk: it can be asked for at once. */
const SETTLE_MS = 50;
const TYPING_MS = 300;

async function ask(after: number, limit: number): Promise<AuditEntry[]> {
  const { events } = await unwrap<EventList>(auditTrail({ query: { after, limit } }));
  return (events as LiveRecord[]).map(entryOf);
}

const WORDS = {
  action: (action: string) => actionText(action, strings.t),
  actor: (entry: AuditEntry) => actorText(entry, strings.t),
};

/** A link names a person: `/audit?who=lan`. */
const filterOfAddress = (): AuditFilter => ({
  ...NO_FILTER,
  who: new URLSearchParams(location.search).get("who") ?? "",
});

/** Who changed what. */
export default function AuditPage() {
  const t = strings.useT();
  const language = useLanguage();
  const phone = useMedia("(max-width: 48rem)");
  const [filter, setFilter] = useState<AuditFilter>(filterOfAddress);
  const rested = useRested(filter, TYPING_MS);
  const keep = useMemo(() => sieveOf(rested, WORDS), [rested]);
  const list = useNewestFirst<AuditEntry>({
    key: keep ? JSON.stringify([rested, language]) : "",
    ask,
    keep,
    topics: ["audit"],
    settle: SETTLE_MS,
  });
  const actors = useActors(list.rows);
  const changes = (entry: AuditEntry) => changesOf(entry.before, entry.after);
  const set = (change: Partial<AuditFilter>) => setFilter((was) => ({ ...was, ...change }));

  const what = (entry: AuditEntry) => {
    const subject = subjectText(entry, t);
    return (
      <span className={styles.what}>
        <span>
          <b>{actionText(entry.action, t)}</b> {subject}
        </span>
        <span className="hint">{summary(changes(entry), entry, t, language)}</span>
      </span>
    );
  };
  const who = (entry: AuditEntry) => (
    <span className={styles.who}>
      <span>{actorText(entry, t)}</span>
      <span className="hint">{roleText(entry.role, t)}</span>
    </span>
  );
  const when = (entry: AuditEntry) => (
    <span className={styles.when}>{dateAndTime(entry.at, language)}</span>
  );
  const columns: TableColumnsType<AuditEntry> = phone
    ? [
        {
          title: t("what"),
          key: "what",
          render: (_, entry) => (
            <span className={styles.entry}>
              <span className={`hint ${styles.line}`}>
                {when(entry)} <span>{actorText(entry, t)}</span>
              </span>
              {what(entry)}
            </span>
          ),
        },
      ]
    : [
        { title: t("when"), key: "when", width: 170, render: (_, entry) => when(entry) },
        { title: t("who"), key: "who", width: 190, render: (_, entry) => who(entry) },
        { title: t("what"), key: "what", render: (_, entry) => what(entry) },
      ];

  return (
    <AdminFrame title={t("title")}>
      <p className="hint">{t("lead")}</p>
      <search className={styles.tools}>
        <AutoComplete
          className={styles.person}
          aria-label={t("who")}
          value={filter.who}
          onChange={(value) => set({ who: value ?? "" })}
          options={actors}
          showSearch={{
            filterOption: (text, option) => matches(fold(String(option?.value)), fold(text)),
          }}
        >
          <Input placeholder={t("who")} allowClear />
        </AutoComplete>
        <Select
          className={styles.action}
          aria-label={t("what")}
          value={filter.what}
          onChange={(value) => set({ what: value })}
          options={[
            { value: "", label: t("anything") },
            ...areas.map((area) => ({
              label: t(`area_${area}`),
              options: [
                ...(AREAS[area].length > 1
                  ? [{ value: area, label: t("allOf", { area: t(`area_${area}`) }) }]
                  : []),
                ...AREAS[area].map((action) => ({ value: action as string, label: t(action) })),
              ],
            })),
          ]}
        />
        <SearchField label={t("text")} value={filter.text} onChange={(text) => set({ text })} />
      </search>
      <LogTable<AuditEntry>
        list={list}
        columns={columns}
        sifted={keep !== undefined}
        empty={t(keep ? "noneFound" : "none")}
        nameOf={(entry) =>
          [actionText(entry.action, t), subjectText(entry, t), dateAndTime(entry.at, language)]
            .filter((part) => part !== "")
            .join(", ")
        }
        placeOf={(entry) => dateAndTime(entry.at, language)}
        details={(entry) => <ChangeTable entry={entry} changes={changes(entry)} />}
      />
      <ChainNote />
    </AdminFrame>
  );
}

/** Everybody met in the trail so far: to choose from, also while the list shows one of them. */
function useActors(rows: readonly AuditEntry[]): { value: string }[] {
  const t = strings.useT();
  const [met] = useState(() => new Map<string, AuditEntry>());
  return useMemo(() => {
    for (const entry of rows) met.set(entry.actor, entry);
    const names = new Set([...met.values()].map((entry) => actorText(entry, t)));
    return [...names].sort().map((value) => ({ value }));
  }, [rows, met, t]);
}
