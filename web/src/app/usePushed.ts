import { useEffect, useRef, useState } from "react";
import { Pace } from "@/lib/pace";
import { live, useLive, useLiveState } from "./live";
import { forgetSessionOn401 } from "./session";

const AGAIN_MS = 5_000;

export interface Pushed<T> {
  data: T | undefined;
  error: unknown;
  /** The newest moment (this device's clock) for which the data is known to be right; 0: none. */
  asOf(): number;
  /** Asks anew, for what no event tells. */
  again(): void;
}

/**
 * The answer of a query that is asked again when the stream says that it may have changed, at most
 * once per `every` ms. While nothing happens and the line stands, the answer stays right.
 */
export function usePushed<T>(
  topics: string[],
  key: string,
  ask: () => Promise<T>,
  every: number,
): Pushed<T> {
  const [state, setState] = useState<{ data?: T; error: unknown }>({ error: null });
  const fetchedAt = useRef(0);
  const dirty = useRef(true);
  const pace = useRef<Pace | null>(null);
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another key is another question
  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    const mine = new Pace(async () => {
      clearTimeout(again);
      const began = Date.now();
      dirty.current = false;
      try {
        const data = await latest.current();
        if (pace.current !== mine) return;
        fetchedAt.current = began;
        setState({ data, error: null });
      } catch (error) {
        if (pace.current !== mine) return;
        forgetSessionOn401(error);
        dirty.current = true;
        setState((before) => ({ ...before, error }));
        // With the line down it is asked for anyway once the stream is back.
        if (live.current().kind === "live") again = setTimeout(() => mine.ask(), AGAIN_MS);
      }
    }, every);
    pace.current = mine;
    mine.ask();
    return () => {
      clearTimeout(again);
      mine.stop();
      if (pace.current === mine) pace.current = null;
    };
  }, [key, every]);
  const changed = () => {
    dirty.current = true;
    pace.current?.ask();
  };
  useLive(topics, changed);
  const line = useLiveState();
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a stream that has opened asks
  useEffect(() => {
    if (line.kind === "live") changed();
  }, [line]);
  return {
    ...state,
    data: state.data,
    again: changed,
    asOf: () => (dirty.current ? fetchedAt.current : whileHeard(fetchedAt.current)),
  };
}

/** A stream that says something proves that nothing was left untold; without data, nothing. */
const whileHeard = (fetched: number) => (fetched === 0 ? 0 : Math.max(fetched, live.heardAt()));
