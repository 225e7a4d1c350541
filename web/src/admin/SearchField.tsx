import { Input } from "antd";
import styles from "./SearchField.module.css";

interface Props {
  label: string;
  value: string;
  onChange(value: string): void;
}

/** Where a list of an admin page is searched. */
export function SearchField({ label, value, onChange }: Props) {
  return (
    <Input
      className={styles.search}
      aria-label={label}
      placeholder={label}
      allowClear
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
