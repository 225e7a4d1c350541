import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { axeFindings, openPage, openStage } from "./support.ts";
import { drink, openTill } from "./tillSupport.ts";

interface Item {
  menu_id: string;
  name: string;
  price: number;
  version: number;
  available: boolean;
}

const { shop, browser } = await openStage();

async function openMenu(screen?: Parameters<typeof openPage>[4]): Promise<Page> {
  const page = await openPage(browser, shop, "u-manager", "/menu", screen);
  await page.getByText("Bạc xỉu").waitFor();
  return page;
}

const items = async () => (await shop.api<{ items: Item[] }>("GET", "/menu")).items;
const named = async (name: string) => (await items()).find((item) => item.name === name);

async function change(item: Item, body: object): Promise<Response> {
  const answer = await fetch(`${shop.url}/api/v1/menu/${item.menu_id}`, {
    method: "PATCH",
    headers: {
      Authorization: `Bearer ${shop.token}`,
      "Content-Type": "application/json",
      "If-Match": `"${item.version}"`,
    },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200);
  return answer;
}

async function edit(page: Page, name: string) {
  await page.getByRole("textbox", { name: "Tìm món" }).fill(name);
  await page.getByRole("button", { name: `Sửa ${name}`, exact: true }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Tên món", { exact: true }).waitFor();
  return form;
}

test("sold out with one tap, and the till knows by itself", async () => {
  const till = await openTill(browser, shop);
  const page = await openMenu();
  await page.getByRole("switch", { name: "Còn bán Bạc xỉu" }).click();
  await drink(till, "Bạc xỉu").and(till.locator(":disabled, [aria-disabled=true]")).waitFor();
  assert.equal((await named("Bạc xỉu"))?.available, false);
  await page.getByRole("switch", { name: "Còn bán Bạc xỉu" }).click();
  await drink(till, "Bạc xỉu").and(till.locator(":enabled:not([aria-disabled=true])")).waitFor();
  await till.context().close();
  await page.context().close();
});

test("a new item: the server's words at the field, then it is sold", async () => {
  const till = await openTill(browser, shop);
  const page = await openMenu();
  await page.getByRole("button", { name: "Thêm món" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Nhóm", { exact: true }).fill("Trà sữa");
  await form.getByLabel("Giá", { exact: true }).fill("38000");
  await form.getByRole("button", { name: "Lưu" }).click();
  await form.getByText("Có chỗ chưa đúng").waitFor();
  await form.locator(".ant-form-item-has-error").getByLabel("Tên món", { exact: true }).waitFor();
  await form.getByLabel("Tên món", { exact: true }).fill("Trà sữa khoai môn");
  await form.getByRole("button", { name: "Lưu" }).click();
  await form.waitFor({ state: "detached" });
  assert.equal((await named("Trà sữa khoai môn"))?.price, 38_000);
  await drink(till, "Trà sữa khoai môn").waitFor();
  await till.context().close();
  await page.context().close();
});

test("a price has a history", async () => {
  const page = await openMenu();
  const form = await edit(page, "Cà phê đen đá");
  await form.getByLabel("Giá", { exact: true }).fill("27000");
  await form.getByRole("button", { name: "Lưu" }).click();
  await form.waitFor({ state: "detached" });
  assert.equal((await named("Cà phê đen đá"))?.price, 27_000);
  const again = await edit(page, "Cà phê đen đá");
  await again.getByText("Lịch sử giá").click();
  await again.getByRole("cell", { name: /27\.000/ }).waitFor();
  await again.getByRole("cell", { name: /25\.000/ }).waitFor();
  await page.context().close();
});

test("two people change one item: neither change is lost", async () => {
  const page = await openMenu();
  const form = await edit(page, "Cà phê muối");
  await form.getByLabel("Giá", { exact: true }).fill("36000");
  const item = await named("Cà phê muối");
  assert.ok(item);
  await change(item, { name: "Cà phê muối Huế" });
  await page.getByText("Người khác vừa sửa món này.").waitFor();
  await form.first().getByRole("button", { name: "Lưu" }).click();
  const conflict = page.getByRole("dialog", { name: "Người khác đã sửa món này" });
  await conflict.getByText("Cà phê muối Huế").waitFor();
  await conflict.getByRole("button", { name: /^Gộp/ }).click();
  await page.getByText("Đã gộp.").waitFor();
  await page.getByRole("button", { name: "Lưu" }).click();
  await page.getByRole("dialog").first().waitFor({ state: "detached" });
  const saved = await named("Cà phê muối Huế");
  assert.equal(saved?.price, 36_000);
  await page.context().close();
});

test("a cashier is not let in", async () => {
  const page = await openPage(browser, shop, "u-cashier", "/menu");
  await page
    .getByRole("alert")
    .or(page.getByText(/không|quyền/i))
    .first()
    .waitFor();
  assert.equal(await page.getByRole("switch").count(), 0);
  await page.context().close();
});

test("axe finds nothing, in both languages and themes, wide and on a phone", async () => {
  for (const screen of [
    { language: "vi", theme: "light" },
    { language: "en", theme: "dark", width: 390, height: 844 },
  ] as const) {
    const page = await openMenu(screen);
    // Colours are measured as they stay, not half faded in.
    await page.emulateMedia({ reducedMotion: "reduce" });
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole("button", { name: /^(Sửa|Edit) Bạc xỉu$/ }).click();
    await page
      .getByRole("dialog")
      .getByText(/^(Lịch sử giá|Price history)$/)
      .waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.context().close();
  }
});
