// The day's orders on the till: found, printed again, refunded; and sales that need a manager.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { axeFindings, openStage } from "./support.ts";
import { drink, openTill, ready, sellForCash } from "./tillSupport.ts";

const TEA = "tra-sua-truyen-thong";
const CHOICE = ["size-m", "sugar-50", "ice-less"];

interface Order {
  order_id: string;
  queue_number: number;
  total: number;
  refunded: number;
  channel: string;
}
interface Refund {
  refund_id: string;
  amount: number;
  reason: string;
  restock: boolean;
}

const { shop, browser } = await openStage();

const manager = (screen?: Parameters<typeof openTill>[2]) =>
  openTill(browser, shop, screen, "u-manager");

const dialog = (page: Page) => page.getByRole("dialog");

async function openOrders(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^(Đơn hôm nay|Orders of today)$/ }).click();
  await dialog(page).getByRole("searchbox").waitFor();
}

const row = (page: Page, orderId: string) => page.locator(`#order-${orderId}`);

async function openOrder(page: Page, orderId: string): Promise<void> {
  await openOrders(page);
  await row(page, orderId).click();
  await dialog(page)
    .getByRole("heading", { name: /^(Đơn|Order) / })
    .last()
    .waitFor();
}

const button = (page: Page, name: string | RegExp) => dialog(page).getByRole("button", { name });

function place(body: Record<string, unknown>): Promise<Order> {
  return shop.api("POST", "/orders", body);
}
const tea = (qty: number, discount = 0) =>
  place({ items: [{ menu_id: TEA, qty, options: CHOICE }], discount });
const refundsOf = async (id: string) =>
  (await shop.api<{ items: Refund[] }>("GET", `/orders/${id}/refunds`)).items;
const orderOf = (id: string) => shop.api<Order>("GET", `/orders/${id}`);

/** Tea leaves on the shelf, as one ingredient of the drink that is sold here. */
async function onHand(): Promise<Map<string, number>> {
  const stock = await shop.api<{ items: { ingredient_id: string; on_hand: number }[] }>(
    "GET",
    "/inventory",
  );
  return new Map(stock.items.map((each) => [each.ingredient_id, each.on_hand]));
}

test("the list is live, newest first, and finds a number, a drink and an amount", async () => {
  const first = await tea(2);
  const page = await openTill(browser, shop);
  await openOrders(page);
  await row(page, first.order_id).getByText("2× Trà sữa truyền thống").waitFor();
  const next = await place({ items: [{ menu_id: "bac-xiu", qty: 1, options: CHOICE }] }).catch(() =>
    tea(1),
  );
  await row(page, next.order_id).waitFor();
  const shown = await page
    .locator("[id^=order-]")
    .evaluateAll((rows) => rows.map((each) => each.id.slice("order-".length)));
  assert.ok(shown.indexOf(next.order_id) < shown.indexOf(first.order_id));
  await shop.api("POST", `/orders/${first.order_id}/status`, { status: "preparing" });
  await row(page, first.order_id).getByText("Đang pha").waitFor();

  const search = dialog(page).getByRole("searchbox");
  await search.fill(String(first.queue_number));
  await row(page, next.order_id).waitFor({ state: "detached" });
  await row(page, first.order_id).waitFor();
  await search.fill("tra sua truyen");
  await row(page, first.order_id).waitFor();
  await search.fill(String(first.total));
  await row(page, first.order_id).waitFor();
  await search.fill("pizza");
  await dialog(page).getByText("Không có đơn nào hợp").waitFor();
  await page.context().close();
});

test("a busy day comes page by page, and the search goes through all of it", async () => {
  const early = await tea(3, 1_234);
  for (let i = 0; i < 60; ++i) await tea(1);
  const page = await openTill(browser, shop);
  await openOrders(page);
  await page.locator("[id^=order-]").nth(49).waitFor();
  assert.equal(await row(page, early.order_id).count(), 0);
  await button(page, "Đơn cũ hơn").click();
  await row(page, early.order_id).waitFor();
  await page.keyboard.press("Escape");
  await openOrders(page);
  await dialog(page).getByRole("searchbox").fill(String(early.queue_number));
  await row(page, early.order_id).waitFor();
  await page.context().close();
});

test("a slip is printed again on a page as long as it is, 58 and 80 mm wide", async () => {
  const page = await openTill(browser, shop);
  const context = page.context();
  await context.addInitScript(() => {
    // Keeps what would be printed; there is no printer here.
    window.print = () => {
      (window.top as never as { printed: string }).printed = document.documentElement.outerHTML;
    };
  });
  await page.reload();
  await ready(page);
  const id = await sellForCash(page, "Sữa tươi trân châu đường đen");
  await openOrder(page, id);
  await dialog(page).getByText("(Bản in lại)").waitFor();
  for (const width of [58, 80]) {
    await button(page, `In ${width} mm`).click();
    const html = await page.evaluate(() => (globalThis as never as { printed: string }).printed);
    assert.match(html, /Sữa tươi trân châu đường đen/);
    assert.match(html, new RegExp(id));
    const paper = await context.newPage();
    await paper.setContent(html);
    const pdf = (await paper.pdf({ preferCSSPageSize: true })).toString("latin1");
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1, "one page");
    const box = pdf.match(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/);
    const mm = (points: string | undefined) => (Number(points) * 25.4) / 72;
    assert.ok(Math.abs(mm(box?.[1]) - width) < 0.5, `${mm(box?.[1])} mm wide`);
    assert.ok(mm(box?.[2]) > 30 && mm(box?.[2]) < 200, `${mm(box?.[2])} mm long`);
    await paper.setViewportSize({ width: Math.round((width / 25.4) * 96), height: 600 });
    const [inner, outer] = await paper.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    assert.ok((inner ?? 0) <= (outer ?? 0), "nothing is cut off at the right");
    await paper.close();
  }
  await context.close();
});

test("a manager refunds a part, then the rest, to the dong", async () => {
  const order = await tea(3, 100);
  const before = await onHand();
  const page = await manager();
  await openOrder(page, order.order_id);
  await button(page, "Hoàn tiền").click();
  await button(page, "Bớt một Trà sữa truyền thống").click();
  await button(page, "Bớt một Trà sữa truyền thống").click();
  await button(page, /^Hoàn [\d.]+/).click();
  await dialog(page).getByText("Chọn hoặc ghi lý do.").waitFor();
  assert.deepEqual(await refundsOf(order.order_id), []);
  await button(page, "Khách đổi ý").click();
  const asked = await button(page, /^Hoàn [\d.]+/).textContent();
  await button(page, /^Hoàn [\d.]+/).click();
  await dialog(page).getByText("Đã ghi hoàn tiền.").waitFor();
  const [one] = await refundsOf(order.order_id);
  assert.equal(one?.reason, "Khách đổi ý");
  assert.equal(one?.restock, true, "not made yet: back to stock");
  assert.equal(Number(asked?.replace(/\D/g, "")), one?.amount, "the sum that was shown");
  const back = await onHand();
  assert.ok([...back].some(([id, qty]) => qty > (before.get(id) ?? 0)));

  await button(page, "Hoàn tiền").click();
  await dialog(page).getByText("còn 2 trên 3").waitFor();
  await dialog(page).getByRole("textbox", { name: "Lý do" }).fill("Ly bị đổ");
  await button(page, "Đã pha, bỏ đi").click();
  await button(page, /^Hoàn [\d.]+/).click();
  await dialog(page).getByText("Đơn này đã hoàn hết tiền.").waitFor();
  const refunds = await refundsOf(order.order_id);
  assert.equal(
    refunds.reduce((sum, each) => sum + each.amount, 0),
    order.total,
  );
  assert.equal(refunds[1]?.restock, false);
  assert.deepEqual(await onHand(), back);
  await button(page, "Về danh sách").click();
  await row(page, order.order_id).getByText("Đã hoàn hết").waitFor();
  await page.context().close();
});

test("a cashier is told who may refund, and sees what was", async () => {
  const order = await tea(2);
  await shop.api("POST", `/orders/${order.order_id}/refunds`, {
    items: [{ menu_id: TEA, qty: 1 }],
    reason: "Pha sai món",
    restock: false,
  });
  const page = await openTill(browser, shop);
  await openOrder(page, order.order_id);
  await dialog(page).getByText("Chỉ quản lý hoặc chủ quán được hoàn tiền").waitFor();
  await dialog(page).getByText("Pha sai món").waitFor();
  assert.equal(await button(page, "Hoàn tiền").count(), 0);
  await page.context().close();
});

test("a refund whose answer is lost is made once", async () => {
  const order = await tea(2);
  const page = await manager();
  await openOrder(page, order.order_id);
  await button(page, "Hoàn tiền").click();
  await button(page, "Pha sai món").click();
  await page.route("**/refunds", async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    await route.fetch(); // Arrives and is stored; the answer never comes.
    await route.abort();
  });
  await button(page, /^Hoàn [\d.]+/).click();
  await dialog(page).getByText("Đã ghi hoàn tiền.").waitFor(); // Its event told.
  assert.deepEqual(
    (await refundsOf(order.order_id)).map((each) => each.amount),
    [order.total],
  );
  await page.context().close();
});

for (const late of [false, true]) {
  const when = late ? "arrives while the till restarts" : "never arrived";
  test(`a refund that ${when} is repeated as it was, over a reload`, async () => {
    const order = await tea(2);
    const page = await manager();
    await openOrder(page, order.order_id);
    await button(page, "Hoàn tiền").click();
    await button(page, "Bớt một Trà sữa truyền thống").click();
    await button(page, "Pha sai món").click();
    let body: unknown = null;
    await page.route("**/refunds", async (route) => {
      if (route.request().method() !== "POST" || body) return route.fallback();
      body = route.request().postDataJSON();
      await route.abort();
    });
    await button(page, /^Hoàn [\d.]+/).click();
    await dialog(page).getByText("chưa rõ đã hoàn hay chưa").waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.goto("about:blank");
    if (late) await shop.api("POST", `/orders/${order.order_id}/refunds`, body);
    await page.goto(`${shop.url}/till`);
    await ready(page);
    await openOrder(page, order.order_id);
    if (!late) {
      await dialog(page).getByText("chưa rõ đã hoàn hay chưa").waitFor();
      assert.ok(await button(page, "Thêm một Trà sữa truyền thống").isDisabled());
      await button(page, "Thử lại").click();
    }
    await dialog(page).getByText("Đã ghi hoàn tiền.").waitFor();
    const refunds = await refundsOf(order.order_id);
    assert.deepEqual(
      refunds.map((each) => [each.refund_id, each.amount]),
      [[(body as unknown as Refund).refund_id, order.total / 2]],
    );
    await page.context().close();
  });
}

test("a refund made elsewhere meanwhile is told, and never given twice", async () => {
  const order = await tea(2);
  const page = await manager();
  await openOrder(page, order.order_id);
  await button(page, "Hoàn tiền").click();
  await button(page, "Hết nguyên liệu").click();
  // The other till's refund reaches the server while this one's is on its way.
  let first = true;
  await page.route("**/refunds", async (route) => {
    if (route.request().method() === "POST" && first) {
      first = false;
      await shop.api("POST", `/orders/${order.order_id}/refunds`, {
        items: [{ menu_id: TEA, qty: 1 }],
        reason: "other till",
        restock: false,
      });
    }
    await route.fallback();
  });
  await button(page, /^Hoàn [\d.]+/).click();
  await dialog(page).getByText("Đơn vừa được hoàn tiền ở máy khác").waitFor();
  await dialog(page).getByText("còn 1 trên 2").waitFor();
  await button(page, /^Hoàn 30\.000/).click();
  await dialog(page).getByText("Đơn này đã hoàn hết tiền.").waitFor();
  assert.equal((await orderOf(order.order_id)).refunded, order.total);
  await page.context().close();
});

test("a sale that the server refuses for ever waits for a manager", async () => {
  const page = await manager();
  let broken = true;
  await page.route("**/api/v1/orders", async (route) => {
    if (route.request().method() !== "POST" || !broken) return route.fallback();
    const { channel } = route.request().postDataJSON() as { channel: string };
    if (channel !== "offline") return route.abort();
    return route.fulfill({
      status: 422,
      contentType: "application/problem+json",
      body: JSON.stringify({
        type: "/problems/order-invalid",
        title: "Unprocessable",
        status: 422,
        detail: "the clock of this till is wrong",
      }),
    });
  });
  const first = await sellForCash(page);
  const second = await sellForCash(page, "Cappuccino");
  await page.getByText("2 đơn máy chủ không nhận").waitFor();
  await page.reload();
  await ready(page);
  await page.getByRole("button", { name: "Xem" }).click();
  await dialog(page).getByText("Cần xử lý (2)").waitFor();
  broken = false;
  await row(page, first).click();
  await dialog(page).getByText("the clock of this till is wrong").waitFor();
  assert.deepEqual(await axeFindings(page), []);
  await button(page, "Gửi lại").click();
  await button(page, "Hoàn tiền").waitFor(); // It is the server's order now.
  assert.equal((await orderOf(first)).channel, "offline");
  await button(page, "Về danh sách").click();
  await row(page, second).click();
  await button(page, "Đã xử lý xong").click();
  await button(page, "Về danh sách").click();
  await dialog(page).getByText("Đã xử lý (1)").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.getByText("máy chủ không nhận").count(), 0);
  await assert.rejects(orderOf(second), /404/);
  await page.context().close();
});

test("without the server the till's own orders are there to be printed", async () => {
  const page = await openTill(browser, shop);
  const online = await sellForCash(page);
  await shop.killServer();
  const offline = await sellForCash(page, "Cappuccino");
  await openOrders(page);
  await dialog(page).getByText("Dưới đây là các đơn bán trên máy này").waitFor();
  await dialog(page).getByText("Chờ gửi (1)").waitFor();
  await row(page, online).waitFor();
  await row(page, offline).click();
  await dialog(page).getByText("Đơn chưa gửi lên máy chủ").waitFor();
  await button(page, "In 80 mm").waitFor();
  await button(page, "Về danh sách").click();
  await shop.startServer();
  await dialog(page).getByText("Chờ gửi (1)").waitFor({ state: "detached", timeout: 30_000 });
  const sent = await orderOf(offline);
  assert.equal(sent.channel, "offline");
  // Handed over long ago, so it never stood in the bar's queue.
  await row(page, offline).getByText("Đã giao").waitFor();
  await page.context().close();
});

test("keys: held orders, discount, undo, help; single characters can be switched off", async () => {
  const page = await openTill(browser, shop);
  const cart = page.getByRole("region", { name: "Đơn hàng" });
  await drink(page, "Bạc xỉu").click();
  await page.keyboard.press("F4");
  await cart.getByText("Chạm vào món").waitFor();
  await page.keyboard.press("F2");
  await page.keyboard.press("Enter");
  await cart.locator("output").waitFor();
  await page.keyboard.press("F8");
  await page.keyboard.type("2000");
  await cart.getByText("30.000").first().waitFor();
  await cart.getByRole("button", { name: "Bỏ Bạc xỉu" }).click();
  await cart.getByText("Đã bỏ Bạc xỉu").waitFor();
  await page.keyboard.press("Control+z");
  await cart.locator("output").waitFor();
  await page.keyboard.press("?");
  await dialog(page).getByText("lấy lại món vừa bỏ").waitFor();
  assert.deepEqual(await axeFindings(page), []);
  await page.keyboard.press("F9"); // Belongs to the dialog while it is open.
  await dialog(page).getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  assert.equal(await page.getByRole("region", { name: "Thanh toán" }).count(), 0);
  await page.keyboard.press("?");
  await page.keyboard.press("/");
  await page.keyboard.press("F9");
  await page.getByRole("region", { name: "Thanh toán" }).waitFor();
  assert.equal(await dialog(page).count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "BODY");
  await page.context().close();
});

test("axe finds nothing, and what can be touched is 48 px high", async () => {
  const order = await tea(2);
  await shop.api("POST", `/orders/${order.order_id}/refunds`, {
    items: [{ menu_id: TEA, qty: 1 }],
    reason: "ngọt quá",
    restock: true,
  });
  for (const language of ["vi", "en"] as const) {
    for (const theme of ["light", "dark"] as const) {
      const page = await manager({ language, theme, width: 390, height: 844 });
      await openOrders(page);
      await row(page, order.order_id).waitFor();
      assert.deepEqual(await axeFindings(page), [], "list");
      await row(page, order.order_id).click();
      await button(page, /^(Hoàn tiền|Refund)$/).click();
      assert.deepEqual(await axeFindings(page), [], "refund");
      const low = await dialog(page)
        .getByRole("button")
        .evaluateAll((all) =>
          all
            .filter((each) => each.getBoundingClientRect().height < 48)
            .map((each) => each.textContent),
        );
      assert.deepEqual(low, []);
      const [inner, outer] = await dialog(page).evaluate((d) => [d.scrollWidth, d.clientWidth]);
      assert.ok((inner ?? 0) <= (outer ?? 0), "nothing to scroll sideways");
      await page.context().close();
    }
  }
});
