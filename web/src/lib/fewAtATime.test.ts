import { expect, it } from "vitest";
import { FewAtATime } from "./fewAtATime";

/** Work that ends when it is told to. */
function bench(most: number) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const few = new FewAtATime((id) => {
    begun.push(id);
    return new Promise((end) => ends.set(id, end));
  }, most);
  return {
    few,
    begun,
    async end(id: string) {
      ends.get(id)?.();
      await new Promise((done) => queueMicrotask(() => queueMicrotask(() => done(null))));
    },
  };
}

it("keeps the order and never has more under way than it may", async () => {
  const { few, begun, end } = bench(2);
  for (const id of ["a", "b", "c", "d"]) few.add(id);
  expect(begun).toEqual(["a", "b"]);
  await end("b");
  expect(begun).toEqual(["a", "b", "c"]);
  await end("a");
  await end("c");
  expect(begun).toEqual(["a", "b", "c", "d"]);
});

it("lets nothing wait twice, but does again what is under way", async () => {
  const { few, begun, end } = bench(1);
  for (const id of ["a", "b", "b", "a"]) few.add(id);
  await end("a");
  await end("b");
  expect(begun).toEqual(["a", "b", "a"]);
});
