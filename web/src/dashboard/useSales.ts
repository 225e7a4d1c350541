import { useEffect, useReducer, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { type SalesSeries, sales, unwrap } from "@/api/client";
import { live, useLive } from "@/app/live";
import { usePushed } from "@/app/usePushed";
import { businessDay, type Span, shifted } from "@/lib/businessDay";
import { useNow } from "@/lib/now";
import { Pace } from "@/lib/pace";
import { serverTime } from "@/lib/serverClock";
import { SHOP } from "@/lib/shop";
import { WEEK_MS } from "./compare";
import { MINUTE_MS, MinuteBook } from "./minuteBook";

/** A tile changes at most twice a second, however busy the shop is. */
export const TILE_MS = 500;
export const CHART_MINUTES = 60;

export const iso = (moment: number): string => new Date(moment).toISOString();
export const query = ({ from, to }: Span) => ({ shop_id: SHOP, from: iso(from), to: iso(to) });

export interface Sales {
  book: MinuteBook;
  day: Span;
  /** The server's time, in whole minutes. */
  minute: number;
  error: unknown;
  loaded: boolean;
  asOf(): number;
}

async function minutes(span: Span): Promise<SalesSeries["series"]> {
  const answer = sales({ query: { ...query(span), bucket: "minute" } });
  return (await unwrap<SalesSeries>(answer)).series;
}

/** Sales of today, of the last hour and of the same day last week, moved on by the stream. */
export function useSales(): Sales {
  const [book] = useState(() => new MinuteBook(SHOP));
  const [loaded, setLoaded] = useState(false);
  const [, draw] = useReducer((n: number) => n + 1, 0);
  const pace = useRef<Pace | null>(null);
  const news = useRef<(() => void)[]>([]);
  useEffect(() => {
    // The book changes only here, so that nothing else that is drawn shows newer numbers sooner.
    const mine = new Pace(() => {
      for (const tell of news.current) tell();
      news.current = [];
      flushSync(draw);
    }, TILE_MS);
    pace.current = mine;
    return () => mine.stop();
  }, []);
  useEffect(
    () =>
      live.watch(() => {
        // At once and not in an effect: the first frames of the new stream are about to come. As
        // long as the line is down, what was provisional stays so.
        if (live.current().kind !== "live") return;
        news.current.push(() => book.reopen());
      }),
    [book],
  );
  useLive(["live", "analytics"], (record) => {
    news.current.push(() => book.hear(record.topic, record.value));
    pace.current?.ask();
  });

  const minute = useNow((now) => Math.floor(serverTime(now) / MINUTE_MS)) * MINUTE_MS;
  const day = businessDay(minute);
  const base = usePushed(
    [],
    String(day.from),
    async () => {
      const from = Math.min(day.from, minute - CHART_MINUTES * MINUTE_MS);
      const spans = [{ from, to: day.to }, shifted(day, -WEEK_MS)];
      const answers = await Promise.all(spans.map(minutes));
      news.current.push(() => {
        book.forgetBefore(day.from - WEEK_MS);
        for (const series of answers) book.seed(series);
        setLoaded(true);
      });
      pace.current?.ask();
      return true;
    },
    TILE_MS,
  );
  return {
    book,
    day,
    minute,
    error: base.error,
    loaded,
    asOf: base.asOf,
  };
}
