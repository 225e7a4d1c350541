import { expect, it } from "vitest";
import type { Settings } from "@/api/client";
import { BANKS } from "./banks";
import { changesOf } from "./changes";

const STORED: Settings = {
  bank_account: "",
  bank_account_name: "",
  bank_bin: "",
  bar_amber_seconds: 180,
  bar_red_seconds: 300,
  cashier_discount_percent: 100,
  cut_off_hour: 4,
  guest_orders: true,
  receipt_footer: "",
  shop_name: "Mây",
  time_zone: "Asia/Ho_Chi_Minh",
};

it("only what is different is sent", () => {
  expect(changesOf(STORED, { ...STORED })).toEqual({});
  const form = { ...STORED, shop_name: "", guest_orders: false, bar_red_seconds: null as never };
  expect(changesOf(STORED, form)).toEqual({
    shop_name: "",
    guest_orders: false,
    bar_red_seconds: null,
  });
});

it("a bank is listed once, by six digits", () => {
  for (const { bin } of BANKS) expect(bin).toMatch(/^9704\d\d$/);
  expect(new Set(BANKS.map(({ bin }) => bin)).size).toBe(BANKS.length);
  expect(new Set(BANKS.map(({ name }) => name)).size).toBe(BANKS.length);
});
