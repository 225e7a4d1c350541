import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { axeFindings, openPage, openStage } from "./support.ts";
import { drink, openTill, ready, sellForCash } from "./tillSupport.ts";

const { shop, browser } = await openStage();

interface Order {
  user_id: string;
  items: { qty: number }[];
}

const dialog = (page: Page) => page.getByRole("dialog");
const PIN = "704219";

async function switchTo(page: Page, from: string, to: RegExp, pin: string): Promise<void> {
  await page.locator("summary", { hasText: from }).click();
  await page.getByRole("button", { name: "Đổi người" }).click();
  await dialog(page).getByRole("button", { name: to }).click();
  for (const digit of pin) {
    await dialog(page).getByRole("button", { name: digit, exact: true }).click();
  }
  await dialog(page).getByRole("button", { name: "Vào", exact: true }).click();
}

test("the owner sets a PIN; what the server says of a bad one stands at the field", async () => {
  const page = await openPage(browser, shop, "u-owner", "/staff");
  await page.getByRole("button", { name: "Mã PIN của u-manager" }).click();
  const field = dialog(page).getByLabel("Mã PIN", { exact: true });
  await field.fill("123456");
  await dialog(page).getByRole("button", { name: "Lưu" }).click();
  await dialog(page).getByText("ai cũng thử đầu tiên").waitFor();
  await field.fill(PIN);
  await dialog(page).getByRole("button", { name: "Lưu" }).click();
  await page.getByText("u-manager có mã PIN mới.").waitFor();
  await page
    .getByRole("row", { name: /u-manager/ })
    .getByText("có PIN")
    .waitFor();
  assert.deepEqual(await axeFindings(page), []);
  await page.context().close();
});

test("a manager takes over a till by touch; the cart stays, the work is theirs", async () => {
  await shop.api("PATCH", "/users/u-manager", { pin: PIN });
  const page = await openTill(browser, shop);
  await drink(page, "Bạc xỉu").click();
  const started = Date.now();
  await switchTo(page, "u-cashier", /^u-manager/, PIN);
  await page.locator("summary", { hasText: "u-manager" }).waitFor();
  await ready(page);
  console.log(`switch of person: ${Date.now() - started} ms, goal 2,000`);
  const id = await sellForCash(page);
  const order = await shop.api<Order>("GET", `/orders/${id}`);
  assert.equal(order.user_id, "u-manager");
  const cups = order.items.reduce((sum, { qty }) => sum + qty, 0);
  assert.equal(cups, 2, "one from before the switch, one from after it");
  await page.context().close();
});

test("a wrong PIN is said, typed ones count too, the fifth locks; the till sells on", async () => {
  await shop.api("PATCH", "/users/u-manager", { pin: PIN });
  const page = await openTill(browser, shop);
  await switchTo(page, "u-cashier", /^u-manager/, "999000");
  for (let tries = 2; tries <= 5; ++tries) {
    await dialog(page).getByText("Sai mã PIN.").waitFor();
    await page.keyboard.type("999000");
    await page.keyboard.press("Enter");
  }
  await dialog(page).getByText("Sai mã PIN.").waitFor();
  await page.keyboard.type(PIN);
  await page.keyboard.press("Enter");
  await dialog(page)
    .getByText(/^Sai quá 5 lần/)
    .waitFor();
  assert.deepEqual(await axeFindings(page), []);
  await page.keyboard.press("Escape");
  await sellForCash(page);
  await page.locator("summary", { hasText: "u-cashier" }).waitFor();
  await page.context().close();
});
