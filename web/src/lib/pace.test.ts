import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Pace } from "./pace";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("works at once, then at most once per pause, and never forgets the last call", async () => {
  const times: number[] = [];
  const began = Date.now();
  const pace = new Pace(() => void times.push(Date.now() - began), 500);
  for (let n = 0; n < 13; ++n) {
    pace.ask();
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(2_000);
  expect(times).toEqual([0, 500, 1_000, 1_500]);
});

it("does not start a second time while the first is under way", async () => {
  let running = 0;
  let most = 0;
  let runs = 0;
  const pace = new Pace(async () => {
    most = Math.max(most, ++running);
    ++runs;
    await new Promise((done) => setTimeout(done, 3_000));
    --running;
  }, 500);
  for (let n = 0; n < 20; ++n) {
    pace.ask();
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(10_000);
  expect([most, runs]).toEqual([1, 2]);
});

it("is silent once it was stopped", async () => {
  const work = vi.fn();
  const pace = new Pace(work, 500);
  pace.ask();
  pace.ask();
  pace.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(work).toHaveBeenCalledTimes(1);
});
