import { describe, expect, it } from "vitest";
import type { MenuItem } from "@/api/client";
import type { LiveRecord } from "@/app/live";
import {
  type MenuBook,
  nameOf,
  optionGroups,
  withForgotten,
  withItems,
  withUpdate,
} from "./menuBook";

const option = (option_id: string) => ({ option_id, name: option_id.toUpperCase(), price: 0 });
const groups = [
  { group_id: "size", name: "Cỡ", options: [option("m"), option("l")] },
  { group_id: "ice", name: "Đá", options: [option("less")] },
];
const item = { menu_id: "tra-dao", name: "Trà đào", option_groups: groups } as unknown as MenuItem;
const book: MenuBook = withItems(new Map(), [item]);

const update = (menu_id: string, action: string, name: string): LiveRecord => ({
  topic: "menu_updates",
  position: 1,
  key: menu_id,
  value: { menu_id, action, name },
  appended_at: "",
});

const line = (...ids: string[]) => ({
  menuId: "tra-dao",
  qty: 1,
  note: "",
  options: ids.map((id) => ({ id, name: id.toUpperCase() })),
});

describe("menu book", () => {
  it("groups options in the order of the menu, unknown ones last", () => {
    expect(optionGroups(book, line("old", "less", "l"))).toEqual([
      { name: "Cỡ", options: ["L"] },
      { name: "Đá", options: ["LESS"] },
      { name: "", options: ["OLD"] },
    ]);
  });
  it("keeps name and groups of an item that is deleted", () => {
    const after = withUpdate(book, update("tra-dao", "delete", ""));
    expect(nameOf(after, "tra-dao")).toBe("Trà đào");
    expect(after.get("tra-dao")?.deleted).toBe(true);
    expect(optionGroups(after, line("l"))).toEqual([{ name: "Cỡ", options: ["L"] }]);
  });
  it("follows a new name", () => {
    expect(nameOf(withUpdate(book, update("tra-dao", "update", "Trà mới")), "tra-dao")).toBe(
      "Trà mới",
    );
  });
  it("finds forgotten names in the log without touching known ones", () => {
    const log = [
      update("cu", "create", "Nước cũ"),
      update("cu", "delete", "Nước cũ"),
      update("tra-dao", "create", "Tên xưa"),
    ];
    const after = withForgotten(book, log);
    expect(nameOf(after, "cu")).toBe("Nước cũ");
    expect(after.get("cu")?.deleted).toBe(true);
    expect(nameOf(after, "tra-dao")).toBe("Trà đào");
  });
  it("says something readable for what nobody knows", () => {
    expect(nameOf(book, "tra-vai_l")).toBe("tra vai l");
    expect(nameOf(book, "0190aaaa-1111-7222-8333-444455556666")).toBe("#0190aaaa");
  });
});
