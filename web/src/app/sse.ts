import { createParser, type EventSourceMessage } from "eventsource-parser";

const SILENCE_MS = 20_000; // The server says something every 15 s.
const RETRY_MS = [500, 1_000, 2_000, 5_000];

interface Reader {
  /** Of every try. */
  headers?(): Record<string, string>;
  /** The line does not stand: before the first try, and whenever it broke. */
  onBroken(): void;
  /** The answer's status, before anything is read. */
  onStatus?(status: number): void;
  onOpen(): void;
  /** Something came, if only a sign of life. */
  onHeard?(): void;
  onEvent(event: EventSourceMessage): void;
}

/**
 * Reads one stream of server-sent events until it ends; true when it had begun. A line on which
 * nothing is heard for long is cut, which EventSource would not notice.
 */
async function readOnce(url: string, signal: AbortSignal, to: Reader): Promise<boolean> {
  const cut = new AbortController();
  const stop = () => cut.abort();
  signal.addEventListener("abort", stop);
  let heard = Date.now();
  const hear = () => {
    heard = Date.now();
    to.onHeard?.();
  };
  const watchdog = setInterval(() => {
    if (Date.now() - heard > SILENCE_MS) cut.abort();
  }, 1_000);
  try {
    const headers = to.headers?.() ?? {};
    // Low: what the page shows first comes first. A line that stays open has no part in loading.
    const first = { cache: "no-store", priority: "low" } as const;
    const response = await fetch(url, { signal: cut.signal, headers, ...first });
    to.onStatus?.(response.status);
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
    hear();
    to.onOpen();
    const parser = createParser({ onEvent: to.onEvent });
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return true;
      hear();
      parser.feed(decoder.decode(value, { stream: true }));
    }
  } finally {
    clearInterval(watchdog);
    signal.removeEventListener("abort", stop);
    cut.abort();
  }
}

/** Follows a stream until `signal` ends it, over every break. */
export async function follow(url: string, signal: AbortSignal, to: Reader): Promise<void> {
  for (let attempt = 0; !signal.aborted; ++attempt) {
    to.onBroken();
    try {
      if (await readOnce(url, signal, to)) attempt = 0;
    } catch {
      // A broken line: try again.
    }
    if (signal.aborted) return;
    const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 5_000;
    await new Promise((resolve) => setTimeout(resolve, wait * (0.75 + Math.random() / 2)));
  }
}
