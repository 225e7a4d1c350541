import { Button, Modal, Radio } from "antd";
import { useState } from "react";
import type { Ingredient } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { dateAndTime } from "@/lib/time";
import { strings as common } from "../strings";
import { bodyOf, type Conflict, type Draft, draftOf, type Field, merged } from "./draft";
import styles from "./Menu.module.css";
import { strings } from "./strings";
import { useFieldText } from "./useFieldText";

interface Props {
  conflict: Conflict;
  ingredients: Ingredient[];
  onTheirs(): void;
  onMerged(draft: Draft): void;
  onClose(): void;
}

/** Two people changed one item: shows what, and lets this one decide; nothing is lost unseen. */
export function ConflictDialog({ conflict, ingredients, onTheirs, onMerged, onClose }: Props) {
  const t = strings.useT();
  const c = common.useT();
  const language = useLanguage();
  const text = useFieldText(ingredients);
  const [keep, setKeep] = useState<ReadonlySet<Field>>(new Set());
  const { base, mine, theirs, theirFields, both } = conflict;
  const before = bodyOf(draftOf(base));
  const after = bodyOf(draftOf(theirs));
  const choose = (field: Field, isMine: boolean) => {
    const next = new Set(keep);
    if (isMine) next.add(field);
    else next.delete(field);
    setKeep(next);
  };
  return (
    <Modal
      open
      width={720}
      title={t("conflictTitle")}
      onCancel={onClose}
      footer={
        <div className={styles.footer}>
          <Button onClick={onClose}>{c("close")}</Button>
          <Button onClick={onTheirs}>{t("takeTheirs")}</Button>
          <Button type="primary" onClick={() => onMerged(merged(conflict, keep))}>
            {t("merge")}
          </Button>
        </div>
      }
    >
      <p>
        {t("conflictLead", {
          version: theirs.version,
          time: dateAndTime(theirs.updated_at, language),
        })}
      </p>
      {theirFields.map((field) => (
        <section key={field} className={styles.conflict} aria-label={t(`field_${field}`)}>
          <h3>
            {t(`field_${field}`)}
            {both.includes(field) && <b className={styles.both}> ⚠ {t("bothChanged")}</b>}
          </h3>
          <dl>
            <dt>{t("before")}</dt>
            <dd>{text(field, before)}</dd>
            <dt>{t("theirs")}</dt>
            <dd>{text(field, after)}</dd>
            {both.includes(field) && (
              <>
                <dt>{t("mine")}</dt>
                <dd>{text(field, mine)}</dd>
              </>
            )}
          </dl>
          {both.includes(field) && (
            <Radio.Group
              aria-label={t("choose", { field: t(`field_${field}`) })}
              value={keep.has(field) ? "mine" : "theirs"}
              onChange={(event) => choose(field, event.target.value === "mine")}
              options={[
                { value: "theirs", label: t("theirs") },
                { value: "mine", label: t("mine") },
              ]}
            />
          )}
        </section>
      ))}
    </Modal>
  );
}
