import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Page } from "playwright-core";
import { axeFindings, freshShop, openBrowser, PASSWORD } from "./support.ts";

const browser = await openBrowser();
after(() => browser.close());

async function claim(link: string, width = 1280, height = 800): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, locale: "vi-VN" });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(link);
  await page.getByLabel("Tên đăng nhập").fill("chu");
  await page.getByLabel("Mật khẩu").fill(PASSWORD);
  await page.getByRole("button", { name: "Tạo tài khoản" }).click();
  await page.getByRole("heading", { name: "Mở quán trong ba bước" }).waitFor();
  return page;
}
const step = (page: Page, name: string) => page.getByRole("region", { name });

test("from the claim link to a shop with name, menu and a sale on the dashboard", async () => {
  const shop = await freshShop();
  const page = await claim(shop.claimLink);
  const started = Date.now();

  await step(page, "Tên quán").getByLabel("Tên quán").last().fill("Trà Sữa Mây");
  await step(page, "Tên quán").getByRole("button", { name: "Lưu tên" }).click();
  await step(page, "Tên quán").getByText("Quán tên là Trà Sữa Mây.").waitFor();

  const sale = step(page, "Bán thử một ly");
  assert.ok(await sale.getByRole("button", { name: "Bán thử" }).isDisabled(), "nothing to sell");
  await step(page, "Thực đơn").getByRole("button", { name: "Dùng mẫu", exact: true }).click();
  await step(page, "Thực đơn").getByText("Thực đơn có 30 món.").waitFor();

  await sale.getByRole("button", { name: "Bán thử" }).click();
  await sale.getByText("Tổng quan hôm nay: 1 đơn").waitFor();
  console.log(`name, menu and a counted sale: ${Date.now() - started} ms, goal 5 minutes`);
  assert.deepEqual(await axeFindings(page), []);
  await sale.getByRole("button", { name: "Hoàn đơn thử" }).click();
  await sale.getByText(/^Đã hoàn/).waitFor();

  await page.getByRole("link", { name: "Xem Tổng quan" }).click();
  await page.getByRole("heading", { name: "Tổng quan" }).waitFor();
  assert.equal(await page.title(), "Tổng quan · Trà Sữa Mây");
  await page.context().close();
});

test("a template that breaks off in the middle is finished by doing it again", async () => {
  const shop = await freshShop();
  const page = await claim(shop.claimLink, 390, 844);
  let calls = 0;
  await page.route("**/api/v1/menu", (route) =>
    route.request().method() === "POST" && ++calls === 12 ? route.abort() : route.continue(),
  );
  const menu = step(page, "Thực đơn");
  await menu.getByRole("button", { name: "Dùng mẫu, kho đầy sẵn" }).click();
  await menu.getByRole("alert").filter({ hasText: "Không liên lạc được" }).waitFor();
  await menu.getByRole("button", { name: "Dùng mẫu, kho đầy sẵn" }).click();
  await menu.getByText("Thực đơn có 30 món.").waitFor();
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${over} px too wide`);
  assert.deepEqual(await axeFindings(page), []);
  await page.context().close();
});

test("a claim link counts once; the second person is told so", async () => {
  const shop = await freshShop();
  const page = await claim(shop.claimLink);
  await page.context().close();
  const context = await browser.newContext({ locale: "vi-VN" });
  const late = await context.newPage();
  await late.goto(shop.claimLink);
  await late.getByLabel("Tên đăng nhập").fill("ke");
  await late.getByLabel("Mật khẩu").fill(PASSWORD);
  await late.getByRole("button", { name: "Tạo tài khoản" }).click();
  await late
    .getByRole("alert")
    .filter({ hasText: /^Mã sai|^Quán đã có chủ/ })
    .waitFor();
  await context.close();
});
