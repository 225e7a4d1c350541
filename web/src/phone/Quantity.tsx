import styles from "./Phone.module.css";

interface Props {
  qty: number;
  min: number;
  /** What the two buttons do, for who cannot see them. */
  less: string;
  more: string;
  onChange(qty: number): void;
}

const MOST = 50;

export function Quantity({ qty, min, less, more, onChange }: Props) {
  return (
    <span className={styles.quantity}>
      <button
        type="button"
        className="button"
        aria-label={less}
        disabled={qty <= min}
        onClick={() => onChange(qty - 1)}
      >
        −
      </button>
      <output className="number">{qty}</output>
      <button
        type="button"
        className="button"
        aria-label={more}
        disabled={qty >= MOST}
        onClick={() => onChange(qty + 1)}
      >
        +
      </button>
    </span>
  );
}
