import { expect, test } from "vitest";
import { setLanguage } from "@/app/i18n";
import { changesOf } from "./changes";
import { AREAS, type AuditEntry, areas } from "./entry";
import { strings } from "./strings";
import { actionText, actorText, pathText, subjectText, summary, valueText } from "./words";

const entry = (changes: Partial<AuditEntry>): AuditEntry => ({
  position: 7,
  at: "2026-03-01T10:00:00.000Z",
  actor: "lan",
  role: "manager",
  action: "menu.update",
  entity: "tra-sua",
  before: null,
  after: null,
  ...changes,
});
const line = (changes: Partial<AuditEntry>) => {
  const one = entry(changes);
  return summary(changesOf(one.before, one.after), one, strings.t, "vi").replace(/\u00a0/g, " ");
};

test("every action the server writes has words in both languages", async () => {
  for (const language of ["vi", "en"] as const) {
    await setLanguage(language);
    for (const action of areas.flatMap((area) => [...AREAS[area]])) {
      expect(actionText(action, strings.t)).not.toBe(action);
    }
  }
  await setLanguage("vi");
});

test("an action, a field, a value nobody here knows stand as they are written", () => {
  expect(actionText("robot.dance", strings.t)).toBe("robot.dance");
  const one = entry({ after: { steps: { left: 3 } } });
  const [change] = changesOf(one.before, one.after);
  expect(change && pathText(change.path, one, strings.t)).toBe("steps › left");
});

test("who is no person is told as what it is; a person of that name is a person", () => {
  expect(actorText(entry({ actor: "bank", role: "system" }), strings.t)).toBe("ngân hàng");
  expect(actorText(entry({ actor: "bank", role: "cashier" }), strings.t)).toBe("bank");
  expect(actorText(entry({ actor: "operator" }), strings.t)).toBe("lệnh trên máy chủ");
});

test("money with its sign, stock with its unit, moments in the shop's time", () => {
  const stock = entry({ after: { unit: "g", on_hand: 1_500 } });
  const at = (field: string, value: string | number | boolean | null, of = stock) =>
    valueText(value, [{ field }], of, strings.t, "vi").replace(/\u00a0/g, " ");
  expect(at("price", 35_000)).toBe("35.000 ₫");
  expect(at("on_hand", 1_500)).toBe("1.500 g");
  expect(at("qty", 1_500)).toBe("1.500");
  expect(at("created_at", "2026-03-01T10:00:00.000Z")).toContain("17:00");
  expect(at("created_at", "soon")).toBe("soon");
  expect(at("available", false)).toBe("không");
  expect(at("role", "barista")).toBe("Pha chế");
  expect(at("description", "")).toBe("trống");
  expect(at("reason", null)).toBe("–");
});

test("one line: a price, a setting, somebody new, many changes", () => {
  const before = { name: "Trà", price: 30_000, available: true, category: "Trà" };
  expect(line({ before, after: { ...before, price: 35_000 } })).toBe("Giá: 30.000 ₫ → 35.000 ₫");
  expect(line({ before, after: { ...before, name: "Trà đá" } })).toBe("Tên: Trà → Trà đá");
  const setting = { action: "settings.set", entity: "bar_red_seconds", before: 420, after: 300 };
  expect(line(setting)).toBe("420 → 300");
  expect(subjectText(entry(setting), strings.t)).toBe("Quầy pha: đỏ sau (giây)");
  expect(line({ action: "user.add", after: { name: "hoa", role: "cashier" } })).toBe(
    "Vai trò: Thu ngân",
  );
  const after = { name: "Nước", price: 0, available: false, category: "Khác" };
  expect(line({ before, after })).toMatch(/^Tên: .*, Giá: .*, và 2 chỗ khác$/);
});
