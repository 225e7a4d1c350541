import { expect, test } from "vitest";
import type { Movement } from "@/api/client";
import { joined, kindOf } from "./movements";

const movement = (event_id: string): Movement => ({
  event_id,
  shop_id: "main",
  ingredient_id: "milk",
  kind: "consume",
  delta: -30,
  on_hand: 970,
  unit: "ml",
  at: "2026-03-01T10:00:00.000Z",
});

test("what was told and answered stands once, newest first", () => {
  const told = [movement("c"), movement("b")];
  const answered = [movement("b"), movement("a")];
  expect(joined(told, answered).map(({ event_id }) => event_id)).toEqual(["c", "b", "a"]);
});

test("a kind nobody here knows is none of ours", () => {
  expect(kindOf("consume")).toBe("consume");
  expect(kindOf("theft")).toBeUndefined();
});
