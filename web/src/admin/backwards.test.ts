import { expect, test } from "vitest";
import { Backwards, type Placed, withNewer } from "./backwards";

/** A list of the server: every `stride`th position of a log, and how often it was asked. */
function list(count: number, stride: (n: number) => number) {
  const records: Placed[] = [];
  for (let n = 0, position = 0; n < count; ++n) {
    position += stride(n);
    records.push({ position });
  }
  const server = {
    records,
    asked: 0,
    carried: 0,
    ask: async (after: number, limit: number) => {
      server.asked += 1;
      const found = records.filter(({ position }) => position > after).slice(0, limit);
      server.carried += found.length;
      return found;
    },
  };
  return server;
}
const all = () => true;
const backwards = (records: Placed[]) => [...records].reverse();

async function everything(
  reader: Backwards<Placed>,
  most = 50,
  keep: (r: Placed) => boolean = all,
) {
  const read: Placed[] = [];
  for (let n = 0; n < 10_000; ++n) {
    const { items, atStart } = await reader.older(most, keep);
    read.push(...items);
    if (atStart) return read;
  }
  throw new Error("never reached the start");
}

test("a short list comes with one question; an empty one, too", async () => {
  const server = list(30, () => 7);
  const reader = new Backwards(server.ask, 200);
  const first = await reader.older(50, all);
  expect(first.items).toEqual(backwards(server.records));
  expect(first.atStart).toBe(true);
  expect(server.asked).toBe(1);

  const nothing = list(0, () => 1);
  const empty = await new Backwards(nothing.ask, 200).older(50, all);
  expect(empty).toEqual({ items: [], atStart: true, oldest: null });
});

test.each([
  ["dense", 5_000, () => 1],
  ["rare", 5_000, () => 997],
  ["first dense, then rare", 4_000, (n: number) => (n < 2_000 ? 1 : 3_001)],
  ["first rare, then dense", 4_000, (n: number) => (n < 2_000 ? 3_001 : 1)],
  ["with a hole", 3_000, (n: number) => (n === 1_500 ? 5_000_000 : 3)],
  ["exactly one page", 200, () => 2],
] as const)("%s: newest first, every one once, down to the start", async (_, count, stride) => {
  const server = list(count, stride);
  expect(await everything(new Backwards(server.ask, 200))).toEqual(backwards(server.records));
});

test("the newest page of a long log costs few questions and little of the list", async () => {
  const server = list(100_000, () => 31);
  const first = await new Backwards(server.ask, 200).older(50, all);
  expect(first.items).toEqual(backwards(server.records).slice(0, 50));
  expect(first.atStart).toBe(false);
  expect(server.asked).toBeLessThan(45);
  expect(server.carried).toBeLessThan(3_000);
});

test("a page is as long as asked for, and the next one goes on behind it", async () => {
  const server = list(1_000, () => 2);
  const reader = new Backwards(server.ask, 200);
  const one = await reader.older(50, all);
  const two = await reader.older(50, all);
  expect([...one.items, ...two.items]).toEqual(backwards(server.records).slice(0, 100));
  expect(two.oldest).toEqual(two.items.at(-1));
});

test("what nobody wants is passed over; the reader stops in between, says how far", async () => {
  const server = list(60_000, () => 3);
  const wanted = ({ position }: Placed) => position === 3;
  const reader = new Backwards(server.ask, 1_000);
  const first = await reader.older(50, wanted);
  expect(first.items).toEqual([]);
  expect(first.atStart).toBe(false);
  const reached = first.oldest?.position ?? 0;
  expect(reached).toBeGreaterThan(3);
  expect(reached).toBeLessThan(180_000);
  expect(await everything(reader, 50, wanted)).toEqual([{ position: 3 }]);
});

test("records that come while it reads change nothing of what it gives", async () => {
  const server = list(2_000, () => 5);
  const before = backwards(server.records);
  const reader = new Backwards(server.ask, 200);
  const first = await reader.older(50, all);
  for (let n = 1; n <= 500; ++n) server.records.push({ position: 10_000 + n * 5 });
  expect([...first.items, ...(await everything(reader))]).toEqual(before);
});

test("what came since goes to the front, once", () => {
  const there = [{ position: 9 }, { position: 4 }];
  expect(withNewer(there, [{ position: 9 }, { position: 11 }, { position: 12 }])).toEqual([
    { position: 12 },
    { position: 11 },
    { position: 9 },
    { position: 4 },
  ]);
  expect(withNewer([], [{ position: 1 }])).toEqual([{ position: 1 }]);
});
