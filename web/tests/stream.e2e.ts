import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { axeFindings, liveSign, openPage, openStage } from "./support.ts";

const { shop, browser } = await openStage();

async function openStream(
  screen?: Parameters<typeof openPage>[4],
  user = "u-owner",
): Promise<Page> {
  const page = await openPage(browser, shop, user, "/stream", screen);
  await liveSign(page).waitFor();
  return page;
}

const rows = (page: Page) => page.locator("[data-position]");
const rowOf = (page: Page, text: string) => rows(page).filter({ hasText: text });

test("a sale is seen as its events, live, and moves the watermark", async () => {
  const page = await openStream();
  const { order_id } = await shop.sell();
  await rowOf(page, order_id).first().waitFor();
  await page.getByRole("button", { name: "orders", exact: true }).click();
  await rowOf(page, "order_status").first().waitFor({ state: "detached" });
  assert.equal(await rowOf(page, order_id).count(), 1);
  await page.getByText("Đã đếm 1").waitFor();
  await page.context().close();
});

test("paused it stands still and counts what waits; then nothing is missing", async () => {
  const page = await openStream();
  await page.getByRole("button", { name: "orders", exact: true }).click();
  await page.getByRole("button", { name: "Tạm dừng" }).click();
  const sold: string[] = [];
  for (let n = 0; n < 3; ++n) sold.push((await shop.sell()).order_id);
  await page.getByText(/\d+ sự kiện đang chờ/).waitFor();
  assert.equal(await rows(page).count(), 0);
  await page.getByRole("button", { name: "Chạy tiếp" }).click();
  for (const id of sold) await rowOf(page, id).waitFor();
  await page.context().close();
});

test("from the beginning: every position once, in order, and an event as JSON", async () => {
  const { order_id } = await shop.sell();
  const page = await openStream();
  await page.getByRole("searchbox", { name: "Khóa" }).fill(order_id);
  await page.getByRole("button", { name: "Đầu log" }).click();
  await rowOf(page, order_id).first().waitFor();
  const positions = await rows(page).evaluateAll((all) =>
    all.map((row) => Number(row.getAttribute("data-position"))),
  );
  assert.deepEqual(
    positions,
    [...new Set(positions)].sort((a, b) => a - b),
  );
  await rowOf(page, order_id).first().getByRole("button").click();
  const text = (await page.getByRole("dialog").textContent()) ?? "";
  assert.ok(text.includes(`"order_id": "${order_id}"`), text);
  await page.context().close();
});

test("a wrong position is told at its field", async () => {
  const page = await openStream();
  await page.getByRole("textbox", { name: "Vị trí" }).fill("hôm qua");
  await page.getByRole("button", { name: "Đến" }).click();
  await page.getByRole("alert").filter({ hasText: "Nhập một số" }).waitFor();
  await page.context().close();
});

test("a barista sees what a barista may", async () => {
  const page = await openStream({}, "u-barista");
  await page.getByRole("button", { name: "order_status", exact: true }).waitFor();
  assert.equal(await page.getByRole("button", { name: "audit", exact: true }).count(), 0);
  await page.context().close();
});

test("axe finds nothing, in both languages and themes, wide and on a phone", async () => {
  for (const screen of [
    { language: "vi", theme: "light" },
    { language: "en", theme: "dark", width: 390, height: 844 },
  ] as const) {
    const page = await openStream(screen);
    const { order_id } = await shop.sell();
    await rowOf(page, order_id).first().waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.context().close();
  }
});
