import { memo } from "react";
import { type MenuBook, nameOf, optionGroups } from "./menuBook";
import { strings } from "./strings";
import styles from "./TotalsPanel.module.css";
import type { Total } from "./totals";

/** How many cups of what are still to be made, over all tickets. */
export const TotalsPanel = memo(function TotalsPanel({
  list,
  menu,
}: {
  list: Total[];
  menu: MenuBook;
}) {
  const t = strings.useT();
  const cups = list.reduce((sum, each) => sum + each.cups, 0);
  return (
    <section className={styles.totals} aria-labelledby="totals">
      <h2 id="totals" className={styles.title}>
        {t("totals")}
        <span className={styles.sum}>{t("cups", { count: cups })}</span>
      </h2>
      {list.length === 0 && <p className="hint">{t("noTotals")}</p>}
      <ul className={styles.list}>
        {list.map((each) => (
          <li key={each.menuId}>
            <p className={styles.drink}>
              <b className={styles.cups}>{each.cups}×</b> {nameOf(menu, each.menuId)}
            </p>
            <ul className={styles.variants}>
              {each.variants
                .filter((variant) => variant.key !== "")
                .map((variant) => (
                  <li key={variant.key}>
                    <b className={styles.cups}>{variant.cups}×</b>{" "}
                    {optionGroups(menu, variant.item)
                      .flatMap((group) => group.options)
                      .join(" · ")}
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
});
