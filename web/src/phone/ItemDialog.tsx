import { useState } from "react";
import type { MenuItem } from "@/api/client";
import { Dialog } from "@/app/Dialog";
import { useLanguage } from "@/app/i18n";
import { money } from "@/lib/money";
import { defaultOptions, isOut, missingGroups, toggleOption, unitPrice } from "@/order/menu";
import styles from "./Phone.module.css";
import { Quantity } from "./Quantity";
import { strings } from "./strings";

export interface Choice {
  options: string[];
  qty: number;
  note: string;
}

interface Props {
  item: MenuItem;
  onAdd(choice: Choice): void;
  onClose(): void;
}

/** How the drink shall be. */
export function ItemDialog({ item, onAdd, onClose }: Props) {
  const t = strings.useT();
  const language = useLanguage();
  const [options, setOptions] = useState(() => defaultOptions(item));
  const [qty, setQty] = useState(1);
  const [note, setNote] = useState("");
  const missing = missingGroups(item, options).length > 0;
  return (
    <Dialog title={item.name} onClose={onClose}>
      {item.description && <p className="hint">{item.description}</p>}
      <div className={styles.groups}>
        {item.option_groups.map((group) => {
          const chosen = group.options.filter((o) => options.includes(o.option_id)).length;
          return (
            <fieldset key={group.group_id} className={styles.group}>
              <legend>
                {group.name}{" "}
                {chosen < group.min && (
                  <span className="error">{t("choose", { count: group.min - chosen })}</span>
                )}
                {group.max > 1 && <span className="hint">{t("upTo", { count: group.max })}</span>}
              </legend>
              {group.options.map((option) => (
                <button
                  key={option.option_id}
                  type="button"
                  className="button"
                  aria-pressed={options.includes(option.option_id)}
                  disabled={isOut(option) && !options.includes(option.option_id)}
                  onClick={() => setOptions(toggleOption(item, options, option.option_id))}
                >
                  {option.name}
                  {isOut(option) && <span className="hint"> {t("soldOut")}</span>}
                  {option.price > 0 && (
                    <span className="hint number">+{money(option.price, language)}</span>
                  )}
                </button>
              ))}
            </fieldset>
          );
        })}
        <input
          className="input"
          aria-label={t("note")}
          placeholder={t("note")}
          maxLength={60}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
      <div className={styles.foot}>
        <Quantity qty={qty} min={1} less={t("less")} more={t("more")} onChange={setQty} />
        <button
          type="button"
          className="button primary"
          disabled={missing}
          onClick={() => onAdd({ options, qty, note })}
        >
          {t("add", { amount: money(unitPrice(item, options) * qty, language) })}
        </button>
      </div>
    </Dialog>
  );
}
