import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { axeFindings, openPage, openStage } from "./support.ts";

interface Ingredient {
  ingredient_id: string;
  name: string;
  on_hand: number;
  threshold: number;
}

const { shop, browser } = await openStage();

async function openStock(
  user = "u-manager",
  screen?: Parameters<typeof openPage>[4],
): Promise<Page> {
  const page = await openPage(browser, shop, user, "/stock", screen);
  await row(page, "Ống hút giấy").waitFor();
  return page;
}

const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });
const dialog = (page: Page) => page.getByRole("dialog");
const onHand = async (name: string) => {
  const { items } = await shop.api<{ items: Ingredient[] }>("GET", "/inventory");
  return items.find((item) => item.name === name);
};
const number = (value: number) => value.toLocaleString("vi-VN");

async function move(page: Page, name: string, kind: string, qty: number | null) {
  await page.getByRole("button", { name: `Nhập, xuất ${name}` }).click();
  await dialog(page).getByText(kind, { exact: true }).click();
  if (qty !== null) await dialog(page).getByRole("spinbutton").fill(String(qty));
  return dialog(page).getByRole("button", { name: "Lưu" });
}

test("the dashboard leads here from what runs low", async () => {
  const page = await openPage(browser, shop, "u-manager", "/dashboard");
  await page.getByRole("link", { name: "Mở kho" }).click();
  await row(page, "Ống hút giấy").getByText("Sắp hết").waitFor();
  await page.context().close();
});

test("a delivery, waste and a count; what is low comes first until it is enough", async () => {
  const page = await openStock();
  const before = await onHand("Ống hút giấy");
  assert.ok(before);
  await page.locator("tbody").getByRole("row").nth(0).filter({ hasText: "Ống hút giấy" }).waitFor();
  await row(page, "Ống hút giấy").getByText("Sắp hết").waitFor();
  const save = await move(page, "Ống hút giấy", "Nhập hàng", 1_000);
  await dialog(page)
    .getByText(`Sau đó còn ${number(before.on_hand + 1_000)} cái.`)
    .waitFor();
  await save.click();
  await row(page, "Ống hút giấy").getByText("Đủ", { exact: true }).waitFor();
  await row(page, "Ống hút giấy")
    .getByText(`${number(before.on_hand + 1_000)} cái`)
    .waitFor();
  await (await move(page, "Ống hút giấy", "Đổ, hỏng", 50)).click();
  await row(page, "Ống hút giấy")
    .getByText(`${number(before.on_hand + 950)} cái`)
    .waitFor();
  await (await move(page, "Ống hút giấy", "Kiểm kê", 0)).click();
  await row(page, "Ống hút giấy").getByText("Hết", { exact: true }).waitFor();
  assert.equal((await onHand("Ống hút giấy"))?.on_hand, 0);
  await page.context().close();
});

test("what is wrong is told at its field, and nothing is moved", async () => {
  const page = await openStock();
  const before = await onHand("Sữa đặc");
  await (await move(page, "Sữa đặc", "Nhập hàng", null)).click();
  await dialog(page).locator(".ant-form-item-has-error").getByRole("spinbutton").waitFor();
  await dialog(page).getByRole("spinbutton").fill("0");
  await dialog(page).getByRole("button", { name: "Lưu" }).click();
  await dialog(page).locator(".ant-form-item-explain-error").waitFor();
  assert.deepEqual(await onHand("Sữa đặc"), before);
  await page.context().close();
});

test("a sale is seen on the shelf by itself", async () => {
  const page = await openStock();
  await page.getByRole("textbox", { name: "Tìm nguyên liệu" }).fill("tra den");
  const before = (await page.locator("tbody b").first().textContent()) ?? "";
  await shop.sell();
  await page.locator("tbody b").first().filter({ hasNotText: before }).waitFor();
  await page.context().close();
});

test("a new ingredient, its threshold changed; an id that is taken is refused", async () => {
  const page = await openStock();
  await page.getByRole("button", { name: "Thêm nguyên liệu" }).click();
  await dialog(page).getByLabel("Nguyên liệu").fill("Trân châu hoàng kim");
  await dialog(page).getByLabel("Ngưỡng báo").fill("200");
  await dialog(page).getByRole("button", { name: "Lưu" }).click();
  await dialog(page).locator(".ant-form-item-has-error").getByLabel("Đơn vị").waitFor();
  await dialog(page).getByLabel("Đơn vị").fill("g");
  await dialog(page).getByRole("button", { name: "Lưu" }).click();
  await row(page, "Trân châu hoàng kim").getByText("Hết", { exact: true }).waitFor();
  assert.equal((await onHand("Trân châu hoàng kim"))?.ingredient_id, "tran-chau-hoang-kim");

  await page.getByRole("button", { name: "Sửa Trân châu hoàng kim" }).click();
  await dialog(page).getByLabel("Ngưỡng báo").fill("300");
  await dialog(page).getByRole("button", { name: "Lưu" }).click();
  await row(page, "Trân châu hoàng kim").getByText("300 g").waitFor();

  await page.getByRole("button", { name: "Thêm nguyên liệu" }).click();
  await dialog(page).getByLabel("Nguyên liệu").fill("Trân châu hoàng kim");
  await dialog(page).getByRole("button", { name: "Lưu" }).click();
  await dialog(page).getByText("Đã có nguyên liệu với mã này.").waitFor();
  assert.equal((await onHand("Trân châu hoàng kim"))?.threshold, 300);
  await page.context().close();
});

test("a barista may say what was spilt, and nothing else", async () => {
  const page = await openStock("u-barista");
  assert.equal(await page.getByRole("button", { name: /^(Sửa|Thêm)/ }).count(), 0);
  const before = await onHand("Sữa tươi");
  await page.getByRole("button", { name: "Nhập, xuất Sữa tươi" }).click();
  assert.equal(await dialog(page).getByRole("radio").count(), 1);
  await dialog(page).getByRole("spinbutton").fill("100");
  await dialog(page).getByRole("button", { name: "Lưu" }).click();
  await dialog(page).waitFor({ state: "detached" });
  assert.equal((await onHand("Sữa tươi"))?.on_hand, (before?.on_hand ?? 0) - 100);
  await page.context().close();
});

test("axe finds nothing, in both languages and themes, wide and on a phone", async () => {
  for (const screen of [
    { language: "vi", theme: "light" },
    { language: "en", theme: "dark", width: 390, height: 844 },
  ] as const) {
    const page = await openStock("u-manager", screen);
    // Colours are measured as they stay, not half faded in.
    await page.emulateMedia({ reducedMotion: "reduce" });
    assert.deepEqual(await axeFindings(page), []);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${overflow} px too wide`);
    await page.getByRole("button", { name: /^(Nhập, xuất|In or out:) Sữa đặc/ }).click();
    await dialog(page).getByRole("spinbutton").waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    await page.getByRole("button", { name: /^(Sửa|Edit) Sữa đặc/ }).click();
    await dialog(page).getByRole("switch").waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.context().close();
  }
});

test("what moved an ingredient: deliveries, sales and counts, live and page by page", async () => {
  const path = "/inventory/black-tea/movements";
  await shop.api("POST", path, { kind: "count", qty: 900_000 });
  for (let i = 0; i < 60; ++i) await shop.api("POST", path, { kind: "waste", qty: 1 });
  const page = await openStock();
  await page.getByLabel("Tìm nguyên liệu").fill("tra den");
  await page.getByRole("button", { name: "Lịch sử của Trà đen (cốt)" }).click();
  const list = page.getByRole("list", { name: "Lịch sử của Trà đen (cốt)" });
  await list.getByText("Đổ, hỏng").first().waitFor();
  assert.equal(await list.getByRole("listitem").count(), 50);

  await shop.sell();
  const newest = list.getByRole("listitem").first();
  await newest.getByText("Bán", { exact: true }).waitFor();
  await newest.getByText(/· đơn …/).waitFor();
  await page.getByRole("button", { name: "Xem cũ hơn" }).click();
  await list.getByRole("listitem").filter({ hasText: "Kiểm kê" }).first().waitFor();
  assert.deepEqual(await axeFindings(page), []);
  await page.context().close();
});
