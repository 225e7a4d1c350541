import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { axeFindings, openStage, type Sold } from "./support.ts";

const { shop, browser } = await openStage();

interface Screen {
  language?: "vi" | "en";
  width?: number;
  height?: number;
}

/** Nobody is signed in. */
async function openBoard({ language = "vi", width = 1280, height = 800 }: Screen = {}) {
  const context = await browser.newContext({ viewport: { width, height } });
  await context.addInitScript((lang) => localStorage.setItem("language", lang), language);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${shop.url}/board`);
  await page.getByRole("heading", { name: /^(Đang pha|Being made)$/ }).waitFor();
  return page;
}
const list = (page: Page, name: string) => page.getByRole("region", { name });
const number = (page: Page, where: string, { queue_number }: Sold) =>
  list(page, where).getByText(`Số ${queue_number}`, { exact: true });

async function step(order: Sold, ...statuses: string[]): Promise<void> {
  for (const status of statuses) {
    await shop.api("POST", `/orders/${order.order_id}/status`, { status });
  }
}

test("a number goes from being made to ready and away, by itself", async () => {
  const page = await openBoard();
  await list(page, "Mời nhận nước").getByText("Chưa có số nào.").waitFor();
  const order = await shop.sell();
  await number(page, "Đang pha", order).waitFor();
  await step(order, "preparing", "ready");
  await number(page, "Mời nhận nước", order).waitFor();
  await list(page, "Mời nhận nước").getByText("mới").waitFor();
  assert.equal(await number(page, "Đang pha", order).count(), 0);
  await step(order, "completed");
  await number(page, "Mời nhận nước", order).waitFor({ state: "detached" });
  await page.context().close();
});

test("what is called last comes first, and what was ready before stands out no more", async () => {
  const [first, second] = [await shop.sell(), await shop.sell()];
  await step(second, "preparing", "ready");
  const page = await openBoard();
  await number(page, "Mời nhận nước", second).waitFor();
  assert.equal(await list(page, "Mời nhận nước").getByText("mới").count(), 0);
  await step(first, "preparing", "ready");
  await list(page, "Mời nhận nước").getByText("mới").waitFor();
  const shown = await list(page, "Mời nhận nước").getByRole("listitem").allTextContents();
  assert.match(shown[0] ?? "", new RegExp(`Số ${first.queue_number}`));
  await step(first, "completed");
  await step(second, "completed");
  await page.context().close();
});

test("without a connection it says so, and afterwards it is right again", async () => {
  const page = await openBoard();
  const order = await shop.sell();
  await number(page, "Đang pha", order).waitFor();
  await shop.killServer();
  await page.getByRole("alert").filter({ hasText: "Mất kết nối" }).waitFor();
  await number(page, "Đang pha", order).waitFor();
  await shop.startServer();
  await step(order, "preparing", "ready");
  await number(page, "Mời nhận nước", order).waitFor();
  await page.getByRole("alert").waitFor({ state: "detached" });
  await page.context().close();
});

test("nothing but numbers leaves the shop, and nobody has to sign in", async () => {
  const answer = await fetch(`${shop.url}/api/v1/board`);
  const { items } = (await answer.json()) as { items: object[] };
  assert.deepEqual(Object.keys(items[0] ?? {}), ["shop_id", "making", "ready"]);
});

test("axe finds nothing, in both languages, wide, upright and on a phone", async () => {
  const order = await shop.sell();
  await step(order, "preparing", "ready");
  for (const screen of [
    { language: "vi" },
    { language: "en", width: 800, height: 1280 },
    { language: "en", width: 390, height: 844 },
  ] as const) {
    const page = await openBoard(screen);
    await page.getByRole("listitem").first().waitFor();
    assert.deepEqual(await axeFindings(page), []);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${overflow} px too wide`);
    await page.context().close();
  }
});
