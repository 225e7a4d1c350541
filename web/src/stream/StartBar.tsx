import { type FormEvent, useId, useState } from "react";
import type { Start } from "./explorer";
import styles from "./StreamPage.module.css";
import { strings } from "./strings";

interface Props {
  from: Start;
  onStart(from: Start): void;
}

/** Where in the log to begin. */
export function StartBar({ from, onStart }: Props) {
  const t = strings.useT();
  const id = useId();
  const [typed, setTyped] = useState(typeof from === "number" ? String(from) : "");
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const position = Number(typed);
    const good = Number.isSafeInteger(position) && position > 0;
    setWrong(!good);
    if (good) onStart(position);
  };
  return (
    <form className={styles.start} onSubmit={submit} noValidate>
      <fieldset className={styles.choices}>
        <legend className="visually-hidden">{t("startFrom")}</legend>
        {(["latest", "earliest"] as const).map((each) => (
          <button
            key={each}
            type="button"
            className="button"
            aria-pressed={from === each}
            onClick={() => {
              setWrong(false);
              onStart(each);
            }}
          >
            {t(each)}
          </button>
        ))}
        <input
          className={`input ${styles.position}`}
          aria-label={t("atPosition")}
          placeholder={t("atPosition")}
          inputMode="numeric"
          value={typed}
          aria-invalid={wrong}
          aria-describedby={wrong ? id : undefined}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" className="button">
          {t("go")}
        </button>
      </fieldset>
      {wrong && (
        <p id={id} className="error" role="alert">
          {t("badPosition")}
        </p>
      )}
    </form>
  );
}
