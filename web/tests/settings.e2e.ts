import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { axeFindings, liveSign, openPage, openStage } from "./support.ts";
import { drink, openTill, receipt, sold } from "./tillSupport.ts";

interface Settings {
  shop_name: string;
  bar_amber_seconds: number;
  bar_red_seconds: number;
  cashier_discount_percent: number;
}

const { shop, browser } = await openStage();
const settings = () => shop.api<Settings>("GET", "/settings");

async function openSettings(screen?: Parameters<typeof openPage>[4]): Promise<Page> {
  const page = await openPage(browser, shop, "u-owner", "/settings", screen);
  await page.getByLabel(/^(Tên quán|Name of the shop)$/).waitFor();
  await liveSign(page).waitFor();
  return page;
}
const save = (page: Page) => page.getByRole("button", { name: "Lưu" }).click();

test("the shop's name and last line are on the next receipt", async () => {
  const till = await openTill(browser, shop);
  const page = await openSettings();
  await page.getByLabel("Tên quán").fill("Trà Sữa Mây");
  await page.getByLabel("Lời cuối hóa đơn").fill("Wifi: maytea");
  await save(page);
  await page.getByText("Đã lưu. Có hiệu lực ngay.").waitFor();
  assert.equal((await settings()).shop_name, "Trà Sữa Mây");
  await till.waitForFunction(() => document.title.endsWith("Trà Sữa Mây"));
  await drink(till, "Bạc xỉu").click();
  await till.getByRole("button", { name: "Thanh toán" }).click();
  await till.getByRole("button", { name: /^Vừa đủ/ }).click();
  await receipt(till).getByText("Trà Sữa Mây").waitFor();
  await receipt(till).getByText("Wifi: maytea").waitFor();
  await till.context().close();
  await page.context().close();
});

test("what cannot be is told at its field, and nothing is saved", async () => {
  const page = await openSettings();
  const before = await settings();
  await page.getByLabel("Sắp trễ sau (giây)").fill("900");
  await page.getByLabel("Tên quán").fill("Khác");
  await save(page);
  await page
    .locator(".ant-form-item-has-error")
    .getByLabel("Trễ sau (giây)", { exact: true })
    .waitFor();
  assert.deepEqual(await settings(), before);
  await page.getByLabel("Trễ sau (giây)", { exact: true }).fill("1200");
  await save(page);
  await page.getByText("Đã lưu. Có hiệu lực ngay.").waitFor();
  assert.equal((await settings()).bar_red_seconds, 1200);
  await page.context().close();
});

test("what somebody else decides is seen here; what is typed here stays", async () => {
  const page = await openSettings();
  await page.getByLabel("Tên quán").fill("Của tôi");
  await shop.api("PATCH", "/settings", { receipt_footer: "Hẹn gặp lại" });
  await page.waitForFunction(() => {
    const field = document.querySelector<HTMLInputElement>("#receipt_footer");
    return field?.value === "Hẹn gặp lại";
  });
  await shop.api("PATCH", "/settings", { shop_name: "Của họ" });
  await page.getByText("Người khác vừa đổi cài đặt.").waitFor();
  assert.equal(await page.getByLabel("Tên quán").inputValue(), "Của tôi");
  await page.context().close();
});

test("the bar warns by the shop's seconds, and a screen may have its own", async () => {
  await shop.api("PATCH", "/settings", { bar_amber_seconds: 240, bar_red_seconds: 420 });
  const bar = await openPage(browser, shop, "u-barista", "/bar");
  await liveSign(bar).waitFor();
  await bar.getByRole("button", { name: "Cài đặt" }).click();
  const field = (name: string) => bar.getByLabel(name);
  assert.equal(await field("Sắp trễ sau (giây)").inputValue(), "240");
  await field("Sắp trễ sau (giây)").fill("60");
  await bar.getByRole("button", { name: "Lưu" }).click();
  await bar.getByRole("button", { name: "Cài đặt" }).click();
  assert.equal(await field("Sắp trễ sau (giây)").inputValue(), "60");
  await bar.getByRole("button", { name: "Dùng số giây của quán" }).click();
  await bar.getByRole("button", { name: "Cài đặt" }).click();
  assert.equal(await field("Sắp trễ sau (giây)").inputValue(), "240");
  await bar.context().close();
});

test("a cashier is told the limit of a discount before anything is sold", async () => {
  await shop.api("PATCH", "/settings", { cashier_discount_percent: 10 });
  const till = await openTill(browser, shop);
  await drink(till, "Bạc xỉu").click();
  await till.getByRole("button", { name: "Giảm giá" }).click();
  await till.getByLabel("Giảm giá").first().fill("20000");
  await till.getByText("Thu ngân được giảm nhiều nhất 10%").waitFor();
  assert.equal(await till.getByRole("button", { name: "Thanh toán" }).isDisabled(), true);
  await till.getByLabel("Giảm giá").first().fill("3200");
  await till.getByRole("button", { name: "Thanh toán" }).click();
  await till.getByRole("button", { name: /^Vừa đủ/ }).click();
  await receipt(till).waitFor();
  await till.context().close();
});

test("notes and the table go from the till to the bar and onto the slip", async () => {
  const bar = await openPage(browser, shop, "u-barista", "/bar");
  await liveSign(bar).waitFor();
  const till = await openTill(browser, shop);
  await drink(till, "Bạc xỉu").click();
  await till.getByLabel("Ghi chú cho Bạc xỉu").fill("không ống hút");
  await till.getByRole("button", { name: "Bàn, ghi chú" }).click();
  await till.getByLabel("Bàn", { exact: true }).fill("B5");
  await till.getByLabel("Ghi chú cho đơn").fill("khách chờ ở xe");
  await till.getByRole("button", { name: "Thanh toán" }).click();
  await till.getByRole("button", { name: /^Vừa đủ/ }).click();
  await receipt(till).getByText("không ống hút").waitFor();
  const id = await sold(till);
  const ticket = bar.locator(`[data-order="${id}"]`);
  await ticket.getByText("không ống hút").waitFor();
  await ticket.getByText("khách chờ ở xe").waitFor();
  await ticket.getByText("Bàn B5").waitFor();
  const order = await shop.api<{ note: string; table: string }>("GET", `/orders/${id}`);
  assert.deepEqual([order.note, order.table], ["khách chờ ở xe", "B5"]);
  await till.context().close();
  await bar.context().close();
});

test("axe finds nothing, in both languages and themes, wide and on a phone", async () => {
  for (const screen of [
    { language: "vi", theme: "light" },
    { language: "en", theme: "dark", width: 390, height: 844 },
  ] as const) {
    const page = await openSettings(screen);
    await page.emulateMedia({ reducedMotion: "reduce" });
    assert.deepEqual(await axeFindings(page), []);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${overflow} px too wide`);
    await page.context().close();
  }
});
