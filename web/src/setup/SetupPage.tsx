import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ApiError, claimShop, type Principal, unwrap } from "@/api/client";
import { LanguageButton } from "@/app/LanguageButton";
import layout from "@/app/LoginPage.module.css";
import { useErrorText } from "@/app/pages";
import { queries, sessionQuery } from "@/app/session";
import { strings } from "./strings";

const codeOfLink = () => new URLSearchParams(location.hash.slice(1)).get("claim") ?? "";

/** First step of a new shop: the one-time link makes its owner. */
export function SetupPage() {
  const t = strings.useT();
  const general = useErrorText();
  const navigate = useNavigate();
  const [failure, setFailure] = useState<unknown>(null);

  const say = (error: unknown): string => {
    if (!(error instanceof ApiError)) return general(error);
    if (error.code === "setup-bad-code") return t("badCode");
    if (error.code === "setup-claimed") return t("claimed");
    if (error.code === "setup-loopback-only") return t("loopback");
    const weak = error.field("password");
    return weak ? t("weak", { detail: weak }) : general(error);
  };

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name));
    setFailure(null);
    try {
      const body = { code: text("code"), username: text("username"), password: text("password") };
      queries.setQueryData(sessionQuery.queryKey, await unwrap<Principal>(claimShop({ body })));
      await navigate({ to: "/welcome", replace: true });
    } catch (error) {
      setFailure(error);
    }
  };

  return (
    <main className={layout.page}>
      <LanguageButton />
      <form className={`card ${layout.form}`} onSubmit={submit}>
        <h1>{t("title")}</h1>
        <p>{t("text")}</p>
        <label className="field">
          {t("code")}
          <input
            className="input"
            name="code"
            required
            defaultValue={codeOfLink()}
            autoComplete="off"
          />
        </label>
        <label className="field">
          {t("username")}
          <input
            className="input"
            name="username"
            required
            pattern="[A-Za-z0-9_\-]{1,64}"
            autoComplete="username"
            autoCapitalize="none"
            aria-describedby="username-rule"
          />
        </label>
        <p id="username-rule" className="hint">
          {t("usernameRule")}
        </p>
        <label className="field">
          {t("password")}
          <input
            className="input"
            name="password"
            type="password"
            required
            minLength={8}
            autoComplete="new-password"
            aria-describedby="password-rule"
          />
        </label>
        <p id="password-rule" className="hint">
          {t("passwordRule")}
        </p>
        <p className="error" role="alert">
          {failure ? say(failure) : null}
        </p>
        <button type="submit" className="button primary">
          {t("claim")}
        </button>
        <Link to="/login">{t("toLogin")}</Link>
      </form>
    </main>
  );
}
