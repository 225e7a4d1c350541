import { describe, expect, it } from "vitest";
import { DEFAULTS, withSetting } from "./shopInfo";

const told = (name: string, value: unknown) => withSetting(DEFAULTS, { value: { name, value } });

describe("a settings event", () => {
  it("changes what it names", () => {
    expect(told("shop_name", "Mây")).toEqual({ ...DEFAULTS, shop_name: "Mây" });
    expect(told("guest_orders", false).guest_orders).toBe(false);
  });
  it("tells only whether there is an account", () => {
    expect(told("bank_account", "0011")).toEqual({ ...DEFAULTS, takes_vietqr: true });
    expect(told("bank_account_name", "Lan")).toBe(DEFAULTS);
  });
  it("of a newer server changes nothing", () => {
    expect(told("colour", "red")).toBe(DEFAULTS);
  });
});
