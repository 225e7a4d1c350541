import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { axeFindings, openStage } from "./support.ts";
import { openTill, ready, sellForCash } from "./tillSupport.ts";

const { shop, browser } = await openStage();

interface Shift {
  shift_id: string;
  expected: number;
  closed: { counted: number; note: string } | null;
}

const dialog = (page: Page) => page.getByRole("dialog");
const button = (page: Page, name: string | RegExp) =>
  dialog(page).getByRole("button", { name, exact: typeof name === "string" });

async function openShiftDialog(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Ca", exact: true }).click();
  await dialog(page).waitFor();
}
async function begin(page: Page, cash: string): Promise<void> {
  await openShiftDialog(page);
  await dialog(page).getByLabel("Tiền có sẵn trong ngăn kéo").fill(cash);
  await button(page, /^Mở ca/).click();
  await dialog(page)
    .getByText(/^Mở lúc/)
    .waitFor();
}

test("a shift is opened, changed with a reason, counted blind and closed", async () => {
  const page = await openTill(browser, shop);
  await begin(page, "500000");
  assert.equal(
    await dialog(page)
      .locator("dt", { hasText: /^Phải có$/ })
      .count(),
    0,
    "a cashier counts blind",
  );
  await button(page, "Đóng").click();
  await sellForCash(page); // 32.000 ₫

  await openShiftDialog(page);
  await dialog(page).getByText("Bỏ thêm hoặc lấy bớt tiền").click();
  await dialog(page).getByLabel("Số tiền").fill("50000");
  await dialog(page).getByLabel("Lý do, ví dụ: mua đá").fill("mua đá");
  await button(page, "Lấy ra").click();
  await dialog(page).getByText("Lấy ra: mua đá").waitFor();

  await dialog(page).getByText("Đóng ca", { exact: true }).click();
  await dialog(page)
    .getByLabel(/^Số tờ 200\.000/)
    .fill("2");
  await dialog(page)
    .getByLabel(/^Số tờ 50\.000/)
    .fill("1");
  await dialog(page)
    .getByLabel(/^Số tờ 10\.000/)
    .fill("3");
  await dialog(page)
    .getByLabel(/^Số tờ 1\.000/)
    .fill("1");
  await dialog(page).getByLabel("Ghi chú khi đóng ca").fill("thiếu tiền lẻ");
  await button(page, /^Đóng ca · 481\.000/).click();
  await button(page, "Đếm lại").click();
  await button(page, /^Đóng ca · 481\.000/).click();
  await button(page, "Đúng, đóng ca").click();
  await dialog(page)
    .getByText(/^Thiếu 1\.000/)
    .waitFor();
  const { items } = await shop.api<{ items: Shift[] }>("GET", "/shifts");
  assert.equal(items[0]?.expected, 482_000);
  assert.deepEqual([items[0]?.closed?.counted, items[0]?.closed?.note], [481_000, "thiếu tiền lẻ"]);
  await button(page, "Mở ca mới").click();
  await dialog(page).getByText("Chưa mở ca.").waitFor();
  await page.context().close();
});

test("a manager sees what should be there, live, on another till too", async () => {
  const page = await openTill(browser, shop, {}, "u-manager");
  await begin(page, "100000");
  const expected = dialog(page)
    .locator("dt", { hasText: /^Phải có$/ })
    .locator("+ dd");
  await expected.filter({ hasText: "100.000" }).waitFor();
  const other = await openTill(browser, shop);
  await sellForCash(other);
  await expected.filter({ hasText: "132.000" }).waitFor();
  const shift = await shop.api<Shift>("GET", "/shift");
  await shop.api("POST", `/shifts/${shift.shift_id}/close`, { counted: 132_000 });
  await dialog(page).getByText("Chưa mở ca.").waitFor();
  await other.context().close();
  await page.context().close();
});

test("a lost answer opens one shift; without the server it says so and sells on", async () => {
  const page = await openTill(browser, shop);
  await openShiftDialog(page);
  let cut = true;
  await page.route("**/api/v1/shifts", async (route) => {
    if (!cut || route.request().method() !== "POST") return route.continue();
    cut = false;
    await route.fetch();
    await route.abort("connectionreset");
  });
  await button(page, /^Mở ca/).click();
  await dialog(page)
    .getByText(/^(Máy chủ không trả lời|Mở lúc)/)
    .first()
    .waitFor();
  // Told by the stream, or by pressing again.
  const again = button(page, /^Mở ca/);
  if ((await again.count()) > 0) await again.click().catch(() => undefined);
  await dialog(page)
    .getByText(/^Mở lúc/)
    .waitFor();
  const open = await shop.api<{ items: Shift[] }>("GET", "/shifts");
  assert.equal(open.items.filter(({ closed }) => closed === null).length, 1);

  await shop.killServer();
  await dialog(page).getByText("Đóng ca", { exact: true }).click();
  await button(page, /^Đóng ca ·/).click();
  await button(page, "Đúng, đóng ca").click();
  await dialog(page)
    .getByText(/^Máy chủ không trả lời/)
    .waitFor();
  await button(page, "Đóng").click();
  await sellForCash(page);
  await shop.startServer();
  await ready(page);
  const shift = await shop.api<Shift>("GET", "/shift");
  await shop.api("POST", `/shifts/${shift.shift_id}/close`, { counted: 0 });
  await page.context().close();
});

test("axe finds nothing, in both languages and themes, wide and on a phone", async () => {
  for (const [language, theme, width, height] of [
    ["vi", "light", 1280, 800],
    ["en", "dark", 390, 844],
  ] as const) {
    const page = await openTill(browser, shop, { language, theme, width, height }, "u-manager");
    await page.getByRole("button", { name: /^(Ca|Shift)$/ }).click();
    await dialog(page)
      .getByRole("button", { name: /^(Mở ca|Open the shift)/ })
      .waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await dialog(page)
      .getByRole("button", { name: /^(Mở ca|Open the shift)/ })
      .click();
    await dialog(page).locator("summary").first().waitFor();
    for (const summary of await dialog(page).locator("summary").all()) await summary.click();
    await dialog(page)
      .getByText(/^(Đếm được|Counted)/)
      .first()
      .waitFor();
    assert.deepEqual(await axeFindings(page), []);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${overflow} px too wide`);
    await dialog(page)
      .getByRole("button", { name: /^(Đóng ca|Close) ·/ })
      .click();
    await dialog(page)
      .getByRole("button", { name: /^(Đúng|Yes)/ })
      .click();
    await dialog(page)
      .getByText(/^(✓ Khớp|✓ Exact)/)
      .waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.context().close();
  }
});
