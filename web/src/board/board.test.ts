import { expect, it } from "vitest";
import { calledFirst, readySince } from "./board";

it("what was ready before the screen was opened is not called anew", () => {
  expect(readySince(null, [3, 4], 1_000)).toEqual(
    new Map([
      [3, 0],
      [4, 0],
    ]),
  );
});

it("a number is called when it becomes ready, and forgotten when it is fetched", () => {
  let ready = readySince(null, [3], 1_000);
  ready = readySince(ready, [3, 9], 2_000);
  ready = readySince(ready, [3, 5, 9], 3_000);
  expect(calledFirst(ready)).toEqual([5, 9, 3]);
  ready = readySince(ready, [3, 5], 4_000);
  ready = readySince(ready, [3, 5, 9], 5_000);
  expect(calledFirst(ready)).toEqual([9, 5, 3]);
});
