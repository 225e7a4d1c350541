import { createParser } from "eventsource-parser";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { forgetSession } from "./session";

/** One record of the log as it arrives, or a frame of `live` (then without position). */
export interface LiveRecord {
  topic: string;
  position: number;
  key: string;
  value: Record<string, unknown>;
  appended_at: string;
}

export type LiveState = { kind: "idle" | "connecting" | "live"; since: number };

type Listener = (record: LiveRecord) => void;

const SILENCE_MS = 20_000; // The server says something every 15 s.
const RETRY_MS = [500, 1_000, 2_000, 5_000];

/**
 * The one event stream of this tab. Components say which topics they want; the stream follows all
 * of them, comes back after a break behind the last position seen, and so hands over every record
 * once.
 */
class Live {
  private readonly wanted = new Map<string, Set<Listener>>();
  private readonly watchers = new Set<() => void>();
  private state: LiveState = { kind: "idle", since: Date.now() };
  private topics = "";
  private position: number | null = null;
  private abort: AbortController | null = null;
  private heard = 0;

  subscribe(topics: string[], listener: Listener): () => void {
    for (const topic of topics) {
      const listeners = this.wanted.get(topic) ?? new Set();
      listeners.add(listener);
      this.wanted.set(topic, listeners);
    }
    this.follow();
    return () => {
      for (const topic of topics) {
        const listeners = this.wanted.get(topic);
        listeners?.delete(listener);
        if (listeners?.size === 0) this.wanted.delete(topic);
      }
      this.follow();
    };
  }

  watch = (watcher: () => void) => {
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
    };
  };
  current = () => this.state;

  /** When the server last said something, a heartbeat included; 0: never. */
  heardAt = () => this.heard;

  /** Forgets where it was: the next stream begins now. For another user on this device. */
  reset(): void {
    this.position = null;
    this.topics = "";
    this.follow();
  }

  private follow(): void {
    const topics = [...this.wanted.keys()].sort().join(",");
    if (topics === this.topics) return;
    this.topics = topics;
    this.abort?.abort();
    this.abort = null;
    if (topics === "") {
      // Nobody listens, nobody misses anything: the next page fetches what it shows, then follows.
      this.position = null;
      this.set("idle");
      return;
    }
    const abort = new AbortController();
    this.abort = abort;
    // Components mount in a burst: one connection for all of them.
    queueMicrotask(() => {
      if (!abort.signal.aborted) void this.run(topics, abort.signal);
    });
  }

  private async run(topics: string, signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted; ++attempt) {
      this.set("connecting");
      try {
        const opened = await this.read(topics, signal);
        if (opened) attempt = 0;
      } catch {
        // A broken line: try again.
      }
      if (signal.aborted) return;
      const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 5_000;
      await new Promise((resolve) => setTimeout(resolve, wait * (0.75 + Math.random() / 2)));
    }
  }

  private async read(topics: string, signal: AbortSignal): Promise<boolean> {
    const cut = new AbortController();
    const stop = () => cut.abort();
    signal.addEventListener("abort", stop);
    const began = Date.now();
    const watchdog = setInterval(() => {
      if (Date.now() - Math.max(began, this.heard) > SILENCE_MS) cut.abort();
    }, 1_000);
    try {
      const response = await fetch(`/api/v1/events/stream?topics=${encodeURIComponent(topics)}`, {
        signal: cut.signal,
        headers: this.position === null ? {} : { "Last-Event-ID": String(this.position) },
        cache: "no-store",
      });
      if (response.status === 401) forgetSession();
      if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
      this.heard = Date.now();
      this.set("live");
      const parser = createParser({
        onEvent: (event) => {
          if (event.id !== undefined) this.position = Number(event.id);
          this.deliver(event.event ?? "", event.data);
        },
      });
      const decoder = new TextDecoder();
      const reader = response.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return true;
        this.heard = Date.now();
        parser.feed(decoder.decode(value, { stream: true }));
      }
    } finally {
      clearInterval(watchdog);
      signal.removeEventListener("abort", stop);
      cut.abort();
    }
  }

  private deliver(topic: string, data: string): void {
    const listeners = this.wanted.get(topic);
    if (!listeners) return;
    const record = JSON.parse(data) as LiveRecord;
    for (const listener of [...listeners]) {
      listener(topic === "live" ? { ...record, topic, value: record as never } : record);
    }
  }

  private set(kind: LiveState["kind"]): void {
    if (this.state.kind === kind) return;
    this.state = { kind, since: Date.now() };
    for (const watcher of [...this.watchers]) watcher();
  }
}

export const live = new Live();

/** Follows topics for as long as the component is mounted; `listener` may change freely. */
export function useLive(topics: string[], listener: Listener): void {
  const wanted = topics.join(",");
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    if (wanted === "") return;
    return live.subscribe(wanted.split(","), (record) => latest.current(record));
  }, [wanted]);
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(live.watch, live.current);
}
