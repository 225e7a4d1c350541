import { Radio, type RadioGroupProps } from "antd";
import styles from "./Staff.module.css";
import { ROLES } from "./staff";
import { strings } from "./strings";

/** A role, with what it may do: nobody has to know that by heart. */
export function RoleChoice(props: RadioGroupProps) {
  const t = strings.useT();
  return (
    <Radio.Group
      {...props}
      className={styles.roles}
      options={ROLES.map((value) => ({
        value,
        label: (
          <span className={styles.role}>
            {t(`role_${value}`)}
            <span className="hint">{t(`may_${value}`)}</span>
          </span>
        ),
      }))}
    />
  );
}
