import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LiveRecord } from "@/app/live";
import { Explorer, type ExplorerSource } from "./explorer";
import { NO_FILTER, ROWS_MAX } from "./log";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const record = (position: number): LiveRecord => ({
  topic: "visits",
  position,
  key: `k${position}`,
  value: { visit_id: `v${position}`, at: "2026-03-01T10:00:00.000Z" },
  appended_at: "2026-03-01T10:00:01.000Z",
});

/** A log that grows by hand; whoever follows gets what is appended. */
class Log implements ExplorerSource {
  records: LiveRecord[] = [];
  listener: ((record: LiveRecord) => void) | null = null;
  open: () => void = () => {};
  fails = false;

  append(count: number): void {
    for (let n = 0; n < count; ++n) {
      const made = record(this.records.length + 1);
      this.records.push(made);
      this.listener?.(made);
    }
  }
  async page(after: number, limit: number) {
    if (this.fails) throw new Error("no answer");
    return this.records.slice(after, after + limit);
  }
  follow(listener: (record: LiveRecord) => void) {
    const opened = new Promise<void>((done) => {
      this.open = () => {
        this.listener = listener;
        done();
      };
    });
    return {
      opened,
      stop: () => {
        this.listener = null;
      },
    };
  }
}

const positions = (explorer: Explorer) => explorer.current().rows.map((r) => r.record.position);
const settle = () => vi.advanceTimersByTimeAsync(200);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

async function live(log: Log): Promise<Explorer> {
  const explorer = new Explorer(log);
  explorer.start("latest");
  log.open();
  await settle();
  return explorer;
}

test("from the earliest: a page, then another, then live, none missed and none twice", async () => {
  const log = new Log();
  log.append(1_500);
  const explorer = new Explorer(log);
  explorer.start("earliest");
  await settle();
  expect(explorer.current().mode).toBe("stopped");
  expect(positions(explorer)).toEqual(upTo(1_000));
  explorer.more();
  await settle();
  log.append(7); // After the page, before the stream stands.
  log.open();
  log.append(5); // By the stream and by the page that fills the gap.
  await settle();
  log.append(1);
  await settle();
  expect(explorer.current().mode).toBe("live");
  expect(positions(explorer)).toEqual(upTo(1_513));
});

test("from a position; catching up reads all pages", async () => {
  const log = new Log();
  log.append(3_200);
  const explorer = new Explorer(log);
  explorer.start(101);
  await settle();
  expect(positions(explorer)[0]).toBe(101);
  explorer.catchUp();
  await settle();
  log.open();
  await settle();
  expect(explorer.current().mode).toBe("live");
  expect(explorer.current().seen).toBe(3_100);
});

test("a pause holds everything still and counts; going on shows what waited", async () => {
  const log = new Log();
  const explorer = await live(log);
  log.append(3);
  await settle();
  explorer.pause();
  const before = explorer.current().times.visits;
  log.append(4);
  await settle();
  expect(positions(explorer)).toEqual(upTo(3));
  expect(explorer.current().waiting).toBe(4);
  expect(explorer.current().times.visits).toEqual(before);
  explorer.resume();
  expect(positions(explorer)).toEqual(upTo(7));
  expect(explorer.current().waiting).toBe(0);
  expect(explorer.current().times.visits.counted).toBe(7);
});

test("a long pause says how many it could not keep", async () => {
  const log = new Log();
  const explorer = await live(log);
  explorer.pause();
  log.append(ROWS_MAX * 3);
  await settle();
  expect(explorer.current().waiting).toBe(ROWS_MAX * 3);
  expect(explorer.current().lost).toBe(ROWS_MAX * 2);
  explorer.resume();
  expect(positions(explorer)).toHaveLength(ROWS_MAX);
  expect(positions(explorer).at(-1)).toBe(ROWS_MAX * 3);
});

test("many records in a moment are drawn once", async () => {
  const log = new Log();
  const explorer = await live(log);
  let drawn = 0;
  explorer.watch(() => {
    drawn += 1;
  });
  log.append(500);
  await settle();
  expect(drawn).toBe(1);
});

test("a filter stays over a new start; a failure is said and can be tried again", async () => {
  const log = new Log();
  log.append(20);
  const explorer = new Explorer(log);
  explorer.setFilter({ ...NO_FILTER, key: "k1" });
  log.fails = true;
  explorer.start("earliest");
  await settle();
  expect(explorer.current().failure).toEqual(new Error("no answer"));
  log.fails = false;
  explorer.more();
  await settle();
  expect(explorer.current().failure).toBeNull();
  expect(positions(explorer)).toEqual([1, ...upTo(10).map((n) => n + 9)]);
});
