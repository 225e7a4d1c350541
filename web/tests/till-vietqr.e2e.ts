// Money by VietQR on the till: two taps, the bank's notice, short and over, by hand, no connection.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { axeFindings, openStage } from "./support.ts";
import { drink, openTill, receipt, sold } from "./tillSupport.ts";

interface Payment {
  code: string;
  state: string;
  amount: number;
  received: number;
  confirmed_by: string | null;
}

const { shop, browser } = await openStage();

const account = () => {
  shop.setting("bank_bin", "970436");
  shop.setting("bank_account", "0011012345678");
  shop.setting("bank_account_name", "QUAN TRA SUA");
};
const paymentOf = (id: string) => shop.api<Payment>("GET", `/orders/${id}/payment`);
const pay = async (page: Page, name = "Bạc xỉu") => {
  await drink(page, name).click();
  await page.getByRole("button", { name: /^(Thanh toán|Pay)$/ }).click();
  await page.getByRole("button", { name: "VietQR" }).click();
};
const panel = (page: Page) => page.getByRole("region", { name: "VietQR" });

async function codeShown(page: Page): Promise<Payment> {
  const image = panel(page).getByRole("img");
  await image.waitFor();
  assert.ok(
    await image.evaluate(async (each) => {
      const img = each as HTMLImageElement;
      await img.decode();
      return img.naturalWidth > 0;
    }),
    "the code is drawn",
  );
  return paymentOf(await sold(page));
}

test("without an account there is no code, but the money can be confirmed", async () => {
  const page = await openTill(browser, shop);
  await pay(page);
  await panel(page).getByText("Quán chưa khai tài khoản").waitFor();
  await panel(page).getByRole("button", { name: "Đã nhận đủ tiền" }).click();
  await panel(page).getByText("u-cashier xác nhận").waitFor();
  const payment = await paymentOf(await sold(page));
  assert.deepEqual([payment.state, payment.confirmed_by], ["paid", "u-cashier"]);
  await page.context().close();
});

test("the bank's notice shows by itself: short, then the rest; repeats do nothing", async () => {
  account();
  const page = await openTill(browser, shop);
  await pay(page);
  const { code } = await codeShown(page);
  await panel(page).getByText(code).waitFor();
  shop.transfer(`CK ${code} cam on`, 2_000, 7);
  await panel(page).getByText("Mới nhận 2.000").waitFor();
  await panel(page).getByText("trả nốt 30.000").waitFor();
  await codeShown(page);
  shop.transfer(code, 30_000, 7);
  await panel(page).getByText("Đã nhận đủ 32.000").waitFor();
  await panel(page).getByText("ngân hàng báo").waitFor();
  assert.equal(await panel(page).getByRole("img").count(), 0);
  assert.equal((await paymentOf(await sold(page))).received, 32_000);
  await page.context().close();
});

test("too much is told with what to give back; other people's money is not it", async () => {
  const page = await openTill(browser, shop);
  await pay(page);
  const { code } = await codeShown(page);
  shop.transfer("CK NHAM NGUOI", 32_000);
  shop.transfer(code, 40_000);
  await panel(page).getByText("dư 8.000").waitFor();
  await page.context().close();
});

test("an order that waits is found again among the day's, and says when it is paid", async () => {
  const page = await openTill(browser, shop);
  await pay(page, "Cappuccino");
  const { code } = await codeShown(page);
  const id = await sold(page);
  await page.getByRole("button", { name: "Đơn mới" }).click();
  await page.getByRole("button", { name: "Đơn hôm nay" }).click();
  await page.locator(`#order-${id}`).click();
  await panel(page).getByText("Đang chờ tiền").waitFor();
  await shop.killServer();
  await shop.startServer();
  shop.transfer(code, 45_000);
  await panel(page).getByText("Đã nhận đủ 45.000").waitFor();
  await page.context().close();
});

test("without the server there is no code and nothing is sold; cash still is", async () => {
  const page = await openTill(browser, shop);
  await drink(page, "Bạc xỉu").click();
  await page.getByRole("button", { name: "Thanh toán" }).click();
  await page.route("**/api/v1/orders", (route) => route.abort());
  await page.getByRole("button", { name: "VietQR" }).click();
  await page.getByRole("alert").filter({ hasText: "chưa có mã QR" }).waitFor();
  await page.unroute("**/api/v1/orders");
  await shop.killServer();
  await page.getByText("VietQR cần có mạng.").waitFor();
  assert.ok(await page.getByRole("button", { name: "VietQR" }).isDisabled());
  await page.getByRole("button", { name: /^Vừa đủ/ }).click();
  await receipt(page).waitFor();
  const id = await sold(page);
  await page.getByText("1 đơn chờ gửi").waitFor();
  await shop.startServer();
  await page.getByText("1 đơn chờ gửi").waitFor({ state: "detached", timeout: 30_000 });
  const order = await shop.api<{ payment_method: string }>("GET", `/orders/${id}`);
  assert.equal(order.payment_method, "cash");
  await page.context().close();
});

test("axe finds nothing, in both languages and themes", async () => {
  for (const language of ["vi", "en"] as const) {
    for (const theme of ["light", "dark"] as const) {
      const page = await openTill(browser, shop, { language, theme, width: 1024, height: 768 });
      await pay(page);
      await codeShown(page);
      assert.deepEqual(await axeFindings(page), [], "waiting");
      await panel(page)
        .getByRole("button", { name: /^(Đã nhận đủ tiền|The money is there)$/ })
        .click();
      await panel(page).getByText("✓").waitFor();
      assert.deepEqual(await axeFindings(page), [], "paid");
      await page.context().close();
    }
  }
});
