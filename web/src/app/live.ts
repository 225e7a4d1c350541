import { useEffect, useRef, useSyncExternalStore } from "react";
import { forgetSession } from "./session";
import { follow } from "./sse";

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
    this.refollow();
    return () => {
      for (const topic of topics) {
        const listeners = this.wanted.get(topic);
        listeners?.delete(listener);
        if (listeners?.size === 0) this.wanted.delete(topic);
      }
      this.refollow();
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
    this.refollow();
  }

  private refollow(): void {
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

  private run(topics: string, signal: AbortSignal): Promise<void> {
    return follow(`/api/v1/events/stream?topics=${encodeURIComponent(topics)}`, signal, {
      headers: (): Record<string, string> =>
        this.position === null ? {} : { "Last-Event-ID": String(this.position) },
      onBroken: () => this.set("connecting"),
      onStatus: (status) => {
        if (status === 401) forgetSession();
      },
      onHeard: () => {
        this.heard = Date.now();
      },
      onOpen: () => this.set("live"),
      onEvent: (event) => {
        if (event.id !== undefined) this.position = Number(event.id);
        this.deliver(event.event ?? "", event.data);
      },
    });
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
