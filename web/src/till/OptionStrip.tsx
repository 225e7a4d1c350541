import type { MenuItem } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { money } from "@/lib/money";
import type { CartLine } from "@/order/cart";
import { isOut } from "@/order/menu";
import styles from "./CartPanel.module.css";
import { strings } from "./strings";
import { useTill } from "./till-state";

/** Size, sugar, ice and toppings of one line, all at once: a tap counts, nothing is confirmed. */
export function OptionStrip({ line, item }: { line: CartLine; item: MenuItem }) {
  const t = strings.useT();
  const language = useLanguage();
  const toggle = useTill((state) => state.toggle);
  return (
    <fieldset className={styles.options} aria-label={t("options", { name: line.name })}>
      {item.option_groups.map((group) => {
        const chosen = group.options.filter((o) => line.options.includes(o.option_id)).length;
        return (
          <fieldset key={group.group_id} className={styles.group}>
            <legend>
              {group.name}{" "}
              {chosen < group.min ? (
                <span className="error">{t("choose", { count: group.min - chosen })}</span>
              ) : null}
              {group.max > 1 ? (
                <span className="hint">{t("upTo", { count: group.max })}</span>
              ) : null}
            </legend>
            {group.options.map((option) => (
              <button
                key={option.option_id}
                type="button"
                className="button"
                aria-pressed={line.options.includes(option.option_id)}
                disabled={isOut(option) && !line.options.includes(option.option_id)}
                onClick={() => toggle(line.line_id, item, option.option_id)}
              >
                {option.name}
                {isOut(option) && <span className="hint"> {t("soldOut")}</span>}
                {option.price > 0 ? (
                  <span className="hint number">+{money(option.price, language)}</span>
                ) : null}
              </button>
            ))}
          </fieldset>
        );
      })}
    </fieldset>
  );
}
