import { useEffect, useState } from "react";
import { clock } from "@/lib/time";
import { useLanguage } from "./i18n";
import styles from "./LiveChip.module.css";
import { useLiveState } from "./live";
import { strings } from "./strings";

const GRACE_MS = 3_000; // A blink of the network is not worth a word.

/** Whether what is on the screen is live: a dot and a word, the time since when if it is not. */
export function LiveChip() {
  const t = strings.useT();
  const language = useLanguage();
  const state = useLiveState();
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (state.kind !== "connecting") return;
    const left = GRACE_MS - (Date.now() - state.since);
    const timer = setTimeout(() => setLate(true), Math.max(0, left));
    return () => clearTimeout(timer);
  }, [state]);
  // Every change of page is a new stream: the head stays as it is until that stands.
  const room = { "data-room": t("connecting") };
  if (state.kind === "idle") return <p className={`${styles.chip} ${styles.idle}`} {...room} />;
  const [look, text] =
    state.kind === "live"
      ? [styles.good, t("live")]
      : late
        ? [styles.bad, t("offlineSince", { time: clock(state.since, language) })]
        : [styles.quiet, t("connecting")];
  return (
    <p className={`${styles.chip} ${look}`} role="status" {...room}>
      {text}
    </p>
  );
}
