import type { LiveRecord } from "@/app/live";
import { type Filter, LogBuffer, NO_FILTER, ROWS_MAX, type Row, rowOf } from "./log";
import { type Timed, type TopicTime, Watermarks, type Window } from "./watermark";

export type Start = "latest" | "earliest" | number;

/** `stopped`: a page from the past is shown and more follows; `live`: all that comes is shown. */
export type Mode = "reading" | "stopped" | "live";

export interface ExplorerView {
  rows: readonly Row[];
  dropped: number;
  mode: Mode;
  paused: boolean;
  /** Records that came while paused. */
  waiting: number;
  /** Of those, how many are too many to be shown afterwards. */
  lost: number;
  seen: number;
  position: number;
  times: Record<Timed, TopicTime>;
  windows: Window[];
  /** The window that closed or was corrected last. */
  last: Window | null;
  failure: unknown;
}

export interface ExplorerSource {
  page(after: number, limit: number): Promise<LiveRecord[]>;
  /** Calls the listener from now on; `opened` resolves when nothing can be missed any more. */
  follow(listener: (record: LiveRecord) => void): { opened: Promise<void>; stop(): void };
}

const PAGE = 1_000;
const DRAW_MS = 100;

/** Reads the log for one visit of the page; says what to show, at most ten times a second. */
export class Explorer {
  private readonly source: ExplorerSource;
  private readonly watchers = new Set<() => void>();
  private log = new LogBuffer();
  private tracker = new Watermarks();
  private filter: Filter = NO_FILTER;
  private fresh: Row[] = [];
  private surplus = 0;
  private held: LiveRecord[] | null = null;
  private mode: Mode = "reading";
  private paused = false;
  private waiting = 0;
  private seen = 0;
  private position = 0;
  private last: Window | null = null;
  private failure: unknown = null;
  private run = 0;
  private stopFollowing: (() => void) | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private view: ExplorerView;

  constructor(source: ExplorerSource) {
    this.source = source;
    this.view = this.look();
  }

  watch = (watcher: () => void) => {
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
    };
  };
  current = () => this.view;

  start(from: Start): void {
    this.stop();
    this.log = new LogBuffer();
    this.log.setFilter(this.filter);
    this.tracker = new Watermarks();
    this.fresh = [];
    this.surplus = this.waiting = this.seen = 0;
    this.paused = false;
    this.last = null;
    this.position = typeof from === "number" ? Math.max(0, from - 1) : 0;
    if (from === "latest") this.goLive(false);
    else void this.read(false);
  }

  /** The next page of the past. */
  more(): void {
    if (this.mode === "stopped") void this.read(false);
  }

  /** Page after page up to now, then live. */
  catchUp(): void {
    if (this.mode === "stopped") void this.read(true);
  }

  pause(): void {
    this.flush();
    this.paused = true;
    this.draw();
  }

  resume(): void {
    this.paused = false;
    this.waiting = this.surplus = 0;
    this.flush();
  }

  setFilter(filter: Filter): void {
    this.filter = filter;
    this.log.setFilter(filter);
    this.draw();
  }

  stop(): void {
    this.run += 1;
    this.stopFollowing?.();
    this.stopFollowing = null;
    this.held = null;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private async read(all: boolean): Promise<void> {
    const run = this.run;
    this.mode = "reading";
    this.failure = null;
    this.draw();
    try {
      for (;;) {
        const records = await this.source.page(this.position, PAGE);
        if (run !== this.run) return;
        for (const record of records) this.take(record);
        this.flush();
        if (records.length < PAGE) {
          this.goLive(true);
          return;
        }
        if (!all) break;
      }
    } catch (error) {
      if (run !== this.run) return;
      this.failure = error;
    }
    this.mode = "stopped";
    this.draw();
  }

  /** Follows from now; `fill` reads what happened since the last page first. */
  private goLive(fill: boolean): void {
    const run = this.run;
    this.held = fill ? [] : null;
    const { opened, stop } = this.source.follow((record) => {
      if (run !== this.run) return;
      if (this.held) this.held.push(record);
      else {
        this.take(record);
        this.later();
      }
    });
    this.stopFollowing = stop;
    if (!fill) {
      this.mode = "live";
      this.draw();
      return;
    }
    void (async () => {
      await opened;
      for (;;) {
        const records = await this.source.page(this.position, PAGE);
        if (run !== this.run) return;
        for (const record of records) this.take(record);
        if (records.length < PAGE) break;
      }
      const held = this.held ?? [];
      this.held = null;
      for (const record of held) this.take(record);
      this.mode = "live";
      this.flush();
    })().catch((error) => {
      if (run !== this.run) return;
      this.stopFollowing?.();
      this.stopFollowing = null;
      this.held = null;
      this.failure = error;
      this.mode = "stopped";
      this.draw();
    });
  }

  private take(record: LiveRecord): void {
    if (record.position <= this.position) return; // The page and the stream overlap.
    this.position = record.position;
    this.seen += 1;
    const outcome = this.tracker.take(record);
    const result = record.topic === "analytics" ? outcome.window : outcome.closed.at(-1);
    if (result) this.last = result;
    this.fresh.push(rowOf(record, outcome));
    if (this.paused) {
      this.waiting += 1;
      if (this.fresh.length > ROWS_MAX * 2) {
        this.fresh = this.fresh.slice(-ROWS_MAX);
      }
      this.surplus = Math.max(0, this.waiting - ROWS_MAX);
    }
  }

  private later(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      if (this.paused) this.draw();
      else this.flush();
    }, DRAW_MS);
  }

  private flush(): void {
    if (this.paused) {
      this.draw();
      return;
    }
    this.log.append(this.fresh);
    this.fresh = [];
    this.draw();
  }

  private draw(): void {
    this.view = this.look();
    for (const watcher of [...this.watchers]) watcher();
  }

  private look(): ExplorerView {
    const { topics } = this.tracker;
    const frozen = this.paused && this.view.paused;
    return {
      rows: this.log.shown,
      dropped: this.log.dropped,
      mode: this.mode,
      paused: this.paused,
      waiting: this.waiting,
      lost: this.surplus,
      seen: this.seen,
      position: this.position,
      times: frozen
        ? this.view.times
        : {
            orders: { ...topics.orders },
            refunds: { ...topics.refunds },
            visits: { ...topics.visits },
          },
      windows: frozen ? this.view.windows : this.tracker.list().map((each) => ({ ...each })),
      last: frozen ? this.view.last : this.last && { ...this.last },
      failure: this.failure,
    };
  }
}
