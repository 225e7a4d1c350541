import { expect, it } from "vitest";
import { uuidv7 } from "./uuid";

it("carries its time, version and variant", () => {
  const id = uuidv7(0x0190a6c00000);
  expect(id).toMatch(/^0190a6c0-0000-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuidv7(1) < uuidv7(2)).toBe(true);
  expect(new Set(Array.from({ length: 1000 }, () => uuidv7(7))).size).toBe(1000);
});
