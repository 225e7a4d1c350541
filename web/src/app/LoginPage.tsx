import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { LanguageButton } from "./LanguageButton";
import styles from "./LoginPage.module.css";
import { useErrorText } from "./pages";
import { homeOf, signIn } from "./session";
import { strings } from "./strings";

export function LoginPage() {
  const t = strings.useT();
  const text = useErrorText();
  const navigate = useNavigate();
  const { next } = useSearch({ from: "/login" });
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(null);
    try {
      const who = await signIn(String(form.get("username")), String(form.get("password")));
      await navigate({ href: next ?? homeOf(who.role), replace: true });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <main className={styles.page}>
      <LanguageButton />
      <form className={`card ${styles.form}`} onSubmit={submit}>
        <h1>{t("signIn")}</h1>
        <label className="field">
          {t("username")}
          <input
            className="input"
            name="username"
            required
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
          />
        </label>
        <label className="field">
          {t("password")}
          <input
            className="input"
            name="password"
            type="password"
            required
            autoComplete="current-password"
          />
        </label>
        <p className="error" role="alert">
          {failure ? text(failure) : null}
        </p>
        <button type="submit" className="button primary" disabled={busy}>
          {t("signIn")}
        </button>
      </form>
    </main>
  );
}
