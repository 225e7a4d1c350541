import type { LiveRecord } from "@/app/live";
import { fold } from "@/lib/fold";
import { eventTime, type Outcome, type Verdict } from "./watermark";

/** One line of the log as the page shows it. */
export interface Row {
  record: LiveRecord;
  at: number | null;
  arrival: number;
  verdict: Verdict;
  skewed: boolean;
  /** Windows this event closed by moving the watermark. */
  closed: number;
  /** Of a record of `analytics`: which emission of its key. */
  revision: number | null;
  /** Folded key and value, made when somebody searches. */
  text?: string;
}

export interface Filter {
  /** Empty: all. */
  topics: ReadonlySet<string>;
  key: string;
  text: string;
}

export const NO_FILTER: Filter = { topics: new Set(), key: "", text: "" };
export const ROWS_MAX = 5_000;

export function rowOf(record: LiveRecord, outcome: Outcome): Row {
  const revision = record.topic === "analytics" ? Number(record.value.revision) : null;
  return {
    record,
    at: eventTime(record),
    arrival: Date.parse(record.appended_at),
    verdict: outcome.verdict,
    skewed: outcome.skewed,
    closed: outcome.closed.length,
    revision,
  };
}

export function passes(row: Row, filter: Filter): boolean {
  const { topics, key, text } = filter;
  if (topics.size > 0 && !topics.has(row.record.topic)) return false;
  if (key !== "" && !row.record.key.toLowerCase().includes(key.trim().toLowerCase())) return false;
  if (text.trim() === "") return true;
  row.text ??= fold(`${row.record.key} ${JSON.stringify(row.record.value)}`);
  return row.text.includes(fold(text.trim()));
}

/** Seconds between happening and arriving; negative when the clock that said it ran ahead. */
export const lateness = (row: Row): number | null =>
  row.at === null ? null : (row.arrival - row.at) / 1_000;

/**
 * The newest rows, at most ROWS_MAX, and those of them that pass the filter. A filter set later
 * looks at what is still kept; what it finds from then on is kept as long as all the rest would be.
 */
export class LogBuffer {
  private all: Row[] = [];
  private filter: Filter = NO_FILTER;
  /** What is shown, oldest first; a new array after every change. */
  shown: readonly Row[] = [];
  /** How many shown rows went at the front, ever: keeps the reader's place. */
  dropped = 0;

  append(rows: readonly Row[]): void {
    if (rows.length === 0) return;
    this.all = newest(this.all, rows);
    const found = rows.filter((row) => passes(row, this.filter));
    if (found.length === 0) return;
    const before = this.shown.length + found.length;
    this.shown = newest(this.shown, found);
    this.dropped += before - this.shown.length;
  }

  setFilter(filter: Filter): void {
    this.filter = filter;
    this.shown = this.all.filter((row) => passes(row, filter));
  }

  clear(): void {
    this.all = [];
    this.shown = [];
  }
}

function newest(rows: readonly Row[], more: readonly Row[]): Row[] {
  const surplus = rows.length + more.length - ROWS_MAX;
  const kept = surplus > 0 ? rows.slice(surplus) : rows;
  return [...kept, ...(more.length > ROWS_MAX ? more.slice(-ROWS_MAX) : more)];
}
