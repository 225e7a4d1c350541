import { useEffect, useRef, useState } from "react";
import { useLive, useLiveState } from "@/app/live";
import { forgetSessionOn401 } from "@/app/session";
import { Pace } from "@/lib/pace";
import { type Ask, Backwards, type Placed, withNewer } from "./backwards";

const SHOWN = 50;
const READ = 200;
const READ_SIFTED = 1_000;

interface Question<T> {
  /** Another key is another question: the list begins anew. */
  key: string;
  ask: Ask<T>;
  /** Undefined: all of them. */
  keep: ((record: T) => boolean) | undefined;
  /** On these something is told whenever there may be a newer one. */
  topics: string[];
  /** How long after that it can be asked for, ms. */
  settle: number;
}

export interface NewestFirst<T> {
  rows: readonly T[];
  busy: boolean;
  error: unknown;
  /** Nothing is older than the last row. */
  atStart: boolean;
  /** How far back the list was looked through. */
  oldest: T | null;
  /** Goes on behind the last row. */
  more(): void;
}

interface State<T> extends Omit<NewestFirst<T>, "more"> {}

const BEGIN = { rows: [], busy: true, error: null, atStart: false, oldest: null };

/** A list of the log, newest first, page by page; what comes while it is open joins in front. */
export function useNewestFirst<T extends Placed>(question: Question<T>): NewestFirst<T> {
  const { key, topics, settle } = question;
  const [state, setState] = useState<State<T>>(BEGIN);
  const reading = useRef<Reading<T> | null>(null);
  const latest = useRef(question);
  useEffect(() => {
    latest.current = question;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another key is another question
  useEffect(() => {
    const mine = new Reading(latest.current, setState);
    reading.current = mine;
    mine.more();
    return () => mine.stop();
  }, [key, settle]);
  useLive(topics, () => reading.current?.told());
  const line = useLiveState();
  useEffect(() => {
    if (line.kind === "live") reading.current?.told();
  }, [line]);
  return { ...state, more: () => reading.current?.more() };
}

/** One question from its first page on. */
class Reading<T extends Placed> {
  private readonly ask: Ask<T>;
  private readonly keep: (record: T) => boolean;
  private readonly reader: Backwards<T>;
  private readonly pace: Pace;
  private state: State<T> = BEGIN;
  private newest = 0;
  private begun = false;
  private over = false;

  constructor(
    { ask, keep, settle }: Question<T>,
    private readonly show: (state: State<T>) => void,
  ) {
    this.ask = ask;
    this.keep = keep ?? (() => true);
    this.reader = new Backwards(ask, keep ? READ_SIFTED : READ);
    this.pace = new Pace(async () => {
      await new Promise((done) => setTimeout(done, settle));
      await this.catchUp();
    }, settle);
  }

  more(): void {
    this.set({ busy: true, error: null });
    void this.try(async () => {
      const { items, atStart, oldest } = await this.reader.older(SHOWN, this.look);
      this.set({ rows: [...this.state.rows, ...items], atStart, oldest, busy: false });
      if (this.begun) return;
      // What was appended while the end was looked for.
      this.begun = true;
      await this.catchUp();
    });
  }

  told(): void {
    if (this.begun) this.pace.ask();
    else if (this.state.error !== null) this.more();
  }

  stop(): void {
    this.over = true;
    this.pace.stop();
  }

  private async catchUp(): Promise<void> {
    await this.try(async () => {
      for (;;) {
        const found = await this.ask(this.newest, READ_SIFTED);
        const rows = withNewer(this.state.rows, found.filter(this.look));
        if (found.length > 0 || this.state.error !== null) this.set({ rows, error: null });
        if (this.over || found.length < READ_SIFTED) return;
      }
    });
  }

  private readonly look = (record: T): boolean => {
    this.newest = Math.max(this.newest, record.position);
    return this.keep(record);
  };

  private async try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      forgetSessionOn401(error);
      this.set({ busy: false, error });
    }
  }

  private set(change: Partial<State<T>>): void {
    if (this.over) return;
    this.state = { ...this.state, ...change };
    this.show(this.state);
  }
}

/** The value once it has not changed for `ms`: what is typed is asked for when the hand rests. */
export function useRested<T>(value: T, ms: number): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return rested;
}
