import { useEffect, useRef, useState } from "react";
import { useNow } from "@/lib/now";
import { serverTime } from "@/lib/serverClock";
import type { BarSettings } from "./device";
import { heard } from "./signals";
import { play } from "./sound";
import type { BarView } from "./store";
import { strings } from "./strings";
import { cupsOf, type Ticket } from "./tickets";

/** Sounds for what is new, late or cancelled, and a sentence for screen readers. */
export function useSignals(view: BarView, settings: BarSettings): string {
  const t = strings.useT();
  const memory = useRef(heard());
  const [sentence, setSentence] = useState("");
  const now = useNow((at) => at);
  useEffect(() => {
    if (!view.loaded) return;
    const news = memory.current(view.tickets.values(), serverTime(now), settings);
    const signal = news.cancelled ? "cancelled" : news.fresh ? "new" : news.late ? "late" : null;
    if (signal && settings.sound) play(signal);
    const name = ({ number }: Ticket) =>
      number === null ? t("noNumber") : t("number", { number });
    if (news.cancelled) setSentence(t("announceCancelled", { ticket: name(news.cancelled) }));
    else if (news.fresh) {
      const values = { ticket: name(news.fresh), count: cupsOf(news.fresh) };
      setSentence(t("announceNew", values));
    }
  }, [view, now, settings, t]);
  return sentence;
}
