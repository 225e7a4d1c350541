/** What stands at a position of the log. */
export interface Placed {
  position: number;
}

/** The server tells a list forwards: what stands behind `after`, oldest first, at most `limit`. */
export type Ask<T> = (after: number, limit: number) => Promise<T[]>;

export interface Older<T> {
  /** Newest first. */
  items: T[];
  /** True: there is nothing before them. */
  atStart: boolean;
  /** The oldest that was looked at, wanted or not. */
  oldest: T | null;
}

const REQUESTS_MAX = 25;

/**
 * Reads from its newest end a list that the server tells forwards only, without reading all of it:
 * finds the end in ever longer strides, then goes back window by window. The strides and windows
 * follow how densely the list's records stand in the log.
 */
export class Backwards<T extends Placed> {
  /** Read and not given yet, oldest first. */
  private waiting: T[] = [];
  /** Everything at or before it is unread; null: the end is not known yet. */
  private unread: number | null = null;
  private width: number;
  private last: T | null = null;
  private requests = 0;

  constructor(
    private readonly ask: Ask<T>,
    /** About so many records at a time: more when they will be sifted. */
    private readonly page: number,
  ) {
    this.width = page * 4;
  }

  /**
   * The next `most` records that `keep` wants; fewer at the start, or when so few of so many are
   * wanted that the server has been asked often enough for once.
   */
  async older(most: number, keep: (record: T) => boolean): Promise<Older<T>> {
    const items: T[] = [];
    this.requests = 0;
    for (;;) {
      for (let next = this.waiting.pop(); next; next = this.waiting.pop()) {
        this.last = next;
        if (keep(next)) items.push(next);
        if (items.length === most) return this.found(items);
      }
      if (this.unread === 0 || this.requests >= REQUESTS_MAX) return this.found(items);
      await this.load();
    }
  }

  private found(items: T[]): Older<T> {
    return { items, atStart: this.unread === 0 && this.waiting.length === 0, oldest: this.last };
  }

  private async load(): Promise<void> {
    if (this.unread === null) {
      this.waiting = await this.readEnd();
      return;
    }
    const after = Math.max(0, this.unread - this.width);
    const found = await this.between(after, this.unread);
    this.unread = after;
    this.waiting = found;
    if (found.length === 0) this.width *= 4;
    else if (found.length < this.page / 4) this.width *= 2;
    else if (found.length > this.page) this.width = Math.max(1, Math.floor(this.width / 2));
  }

  /** All of a short list; else nothing yet, but where its end is. */
  private async readEnd(): Promise<T[]> {
    const first = await this.request(0, this.page);
    const end = first.at(-1);
    if (!end || first.length < this.page) {
      this.unread = 0;
      return first;
    }
    // Behind `known` stands at least one, behind `empty` none.
    let known = end.position;
    let empty = Number.POSITIVE_INFINITY;
    while (empty - known > this.width) {
      const at = empty === Number.POSITIVE_INFINITY ? known * 2 : Math.floor((known + empty) / 2);
      const [next] = await this.request(at, 1);
      if (next) known = next.position;
      else empty = at;
    }
    this.unread = empty;
    return [];
  }

  /** All with after < position <= upTo. */
  private async between(after: number, upTo: number): Promise<T[]> {
    const all: T[] = [];
    for (let from = after; ; ) {
      const found = await this.request(from, this.page);
      all.push(...found.filter(({ position }) => position <= upTo));
      const last = found.at(-1);
      if (!last || found.length < this.page || last.position >= upTo) return all;
      from = last.position;
    }
  }

  private request(after: number, limit: number): Promise<T[]> {
    this.requests += 1;
    return this.ask(after, limit);
  }
}

/** Newest first, each once: what came since, before what is there. */
export function withNewer<T extends Placed>(there: readonly T[], come: readonly T[]): T[] {
  const newest = there[0]?.position ?? 0;
  const newer = come.filter(({ position }) => position > newest);
  return newer.length === 0 ? [...there] : [...newer.reverse(), ...there];
}
