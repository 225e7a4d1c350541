import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ApiError, listPeople, type Person, type PersonList, unwrap } from "@/api/client";
import { Dialog } from "../Dialog";
import { useErrorText } from "../pages";
import { strings as app } from "../strings";
import styles from "./People.module.css";
import { strings } from "./strings";
import { takeOver } from "./takeOver";

const LONGEST = 8;
const PAD = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

/** The person who is called and the PIN: a till changes hands without a password. */
export default function SwitchDialog({ onClose }: { onClose(): void }) {
  const t = strings.useT();
  const role = app.useT();
  const errorText = useErrorText();
  const [chosen, setChosen] = useState<Person | null>(null);
  const people = useQuery({
    queryKey: ["people"],
    queryFn: () => unwrap<PersonList>(listPeople()),
    staleTime: 0,
  });
  return (
    <Dialog title={chosen ? t("pinOf", { name: chosen.username }) : t("title")} onClose={onClose}>
      {chosen ? (
        <Pin person={chosen} onDone={onClose} onBack={() => setChosen(null)} />
      ) : people.error !== null ? (
        <p className="error" role="alert">
          {errorText(people.error)}
        </p>
      ) : people.data === undefined ? (
        <p role="status">{role("loading")}</p>
      ) : people.data.items.length === 0 ? (
        <p>{t("none")}</p>
      ) : (
        <>
          <p>{t("who")}</p>
          <ul className={styles.people}>
            {people.data.items.map((person) => (
              <li key={person.username}>
                <button
                  type="button"
                  className={`button ${styles.person}`}
                  onClick={() => setChosen(person)}
                >
                  <span>{person.username}</span>
                  <span className="hint">{role(`role_${person.role}`)}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}

const REFUSALS = {
  "pin-wrong": "wrong",
  "pin-locked": "locked",
  "pin-needs-session": "ended",
} as const;

interface PinProps {
  person: Person;
  onDone(): void;
  onBack(): void;
}

function Pin({ person, onDone, onBack }: PinProps) {
  const t = strings.useT();
  const errorText = useErrorText();
  const [pin, setPin] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);

  const type = (text: string) => {
    setPin(text.replace(/\D/g, "").slice(0, LONGEST));
    setFailure(null);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await takeOver(person.username, pin);
      onDone();
    } catch (error) {
      const reason = error instanceof ApiError && REFUSALS[error.code as keyof typeof REFUSALS];
      setFailure(reason ? t(reason) : errorText(error));
      setPin("");
      setBusy(false);
      input.current?.focus();
    }
  };
  const key = (digit: string) => (
    <button key={digit} type="button" className="button" onClick={() => type(pin + digit)}>
      {digit}
    </button>
  );
  return (
    <form className={styles.pin} onSubmit={submit}>
      {/* No keyboard of the device over the pad; the keys of a real one work. */}
      <input
        ref={input}
        className="input"
        type="password"
        inputMode="none"
        autoComplete="off"
        aria-label={t("pinOf", { name: person.username })}
        value={pin}
        onChange={(event) => type(event.target.value)}
      />
      <p className="visually-hidden" role="status">
        {t("digits", { count: pin.length })}
      </p>
      <p className="error" role="alert">
        {failure}
      </p>
      <div className={styles.pad}>
        {PAD.map(key)}
        <button
          type="button"
          className="button"
          aria-label={t("erase")}
          onClick={() => type(pin.slice(0, -1))}
        >
          ⌫
        </button>
        {key("0")}
        <button type="submit" className="button primary" disabled={busy || pin.length < 6}>
          {t("ok")}
        </button>
      </div>
      <button type="button" className="button quiet" onClick={onBack}>
        {t("back")}
      </button>
    </form>
  );
}
