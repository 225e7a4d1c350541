import { Link, useRouter } from "@tanstack/react-router";
import { ApiError } from "@/api/client";
import { strings } from "./strings";

export function Waiting() {
  const t = strings.useT();
  return (
    <main className="center" aria-busy="true">
      <p role="status">{t("loading")}</p>
    </main>
  );
}

/** One sentence about a failure, in the person's language where the case is known. */
export function useErrorText(): (error: unknown) => string {
  const t = strings.useT();
  return (error) => {
    if (!(error instanceof ApiError)) return t("somethingWrong", { detail: String(error) });
    if (error.status === 0) return t("noAnswer");
    if (error.code === "session-bad-login") return t("badLogin");
    if (error.code === "session-too-many") return t("tooMany");
    if (error.status === 403) return t("notAllowed");
    return t("somethingWrong", { detail: error.message });
  };
}

export function Failed({ error }: { error: unknown }) {
  const t = strings.useT();
  const text = useErrorText();
  const router = useRouter();
  return (
    <main className="center">
      <p className="error" role="alert">
        {text(error)}
      </p>
      <button type="button" className="button" onClick={() => void router.invalidate()}>
        {t("tryAgain")}
      </button>
    </main>
  );
}

export function NotFound() {
  const t = strings.useT();
  return (
    <main className="center">
      <h1>{t("notFound")}</h1>
      <Link className="button" to="/">
        {t("goHome")}
      </Link>
    </main>
  );
}

export function NotAllowed() {
  const t = strings.useT();
  return (
    <main className="center">
      <p role="alert">{t("notAllowed")}</p>
      <Link className="button" to="/">
        {t("goHome")}
      </Link>
    </main>
  );
}
