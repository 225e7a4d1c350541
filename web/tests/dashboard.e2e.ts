import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { axeFindings, liveSign, openPage, openStage } from "./support.ts";

const { shop, browser } = await openStage();

async function openDashboard(screen?: Parameters<typeof openPage>[4]): Promise<Page> {
  const page = await openPage(browser, shop, "u-owner", "/dashboard", screen);
  await liveSign(page).waitFor();
  await tile(page, /^(Doanh thu hôm nay|Revenue today)$/)
    .getByText(/₫/)
    .first()
    .waitFor();
  return page;
}

const tile = (page: Page, title: string | RegExp) => page.getByRole("region", { name: title });
const orders = (page: Page) => tile(page, "Đơn hôm nay");
const big = (page: Page, title: string, text: string) =>
  tile(page, title).getByText(text, { exact: true });

test("an empty shop says so, without an error", async () => {
  const page = await openDashboard();
  await big(page, "Doanh thu hôm nay", "0 ₫").waitFor();
  await big(page, "Đơn hôm nay", "0").waitFor();
  await tile(page, "Bán chạy, 5 phút qua").getByText("Chưa bán đơn nào").waitFor();
  await tile(page, "Sắp hết hàng").getByText("Ống hút giấy").waitFor();
  await tile(page, "Doanh thu hôm nay").getByText("Đã chốt").waitFor();
  assert.equal(await page.getByRole("alert").count(), 0);
  await page.context().close();
});

test("a sale moves the numbers, in place, and all tiles follow", async () => {
  const page = await openDashboard();
  await page.evaluate(() => {
    const seen: Record<string, number> = {};
    const place = document.querySelectorAll("section p")[0];
    Object.assign(globalThis, { seen, place });
    const look = () => {
      const text = place?.textContent ?? "";
      seen[text] ??= Date.now();
    };
    new MutationObserver(look).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  });
  const milliseconds: number[] = [];
  for (let n = 1; n <= 10; ++n) {
    const began = Date.now();
    await shop.sell(); // 30.000 ₫
    const text = `${30 * n}.000 ₫`;
    const at = await page.waitForFunction((wanted) => {
      const seen = (globalThis as never as { seen: Record<string, number> }).seen;
      return Object.entries(seen).find(([key]) => key.replace(/\s/g, " ") === wanted)?.[1];
    }, text);
    milliseconds.push(Number(await at.jsonValue()) - began);
  }
  console.log(`sale to tile, ms: ${milliseconds.join(" ")}`);
  assert.ok(
    await page.evaluate(() => (globalThis as never as { place: Element }).place.isConnected),
    "the number was patched, not replaced",
  );
  await big(page, "Đơn hôm nay", "10").waitFor();
  await big(page, "Trung bình mỗi đơn", "30.000 ₫").waitFor();
  await tile(page, "Bán chạy, 5 phút qua").getByText("10 ly", { exact: true }).waitFor();
  await orders(page).getByText("Tạm tính").waitFor();
  const minute = tile(page, "Doanh thu từng phút, 60 phút qua");
  await minute.locator("canvas").waitFor();
  await page.context().close();
});

test("refunds, visits and times to serve follow their events", async () => {
  const page = await openDashboard();
  const { order_id } = await shop.sell();
  for (const status of ["preparing", "ready"]) {
    await shop.api("POST", `/orders/${order_id}/status`, { status });
  }
  await tile(page, "Thời gian phục vụ").getByText("1 đơn đã pha xong").waitFor();
  await shop.api("POST", `/orders/${order_id}/refunds`, { reason: "đổ", restock: false });
  await tile(page, "Tỷ lệ hoàn tiền").getByText("30.000 ₫ · 1 lần").waitFor();
  await shop.api("POST", "/visits", { session_id: "e2e", page: "/m/main/1" });
  await tile(page, "Tỷ lệ chuyển đổi").getByText("11 đơn / 1 lượt xem").waitFor();
  // Down to the one order that was refunded.
  await page.getByRole("button", { name: "Xem đơn: Tỷ lệ hoàn tiền" }).click();
  const drawer = page.getByRole("dialog", { name: "Đơn: Tỷ lệ hoàn tiền" });
  await drawer.getByText("đã hoàn 30.000 ₫").waitFor();
  assert.equal(await drawer.getByRole("listitem").count(), 1);
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Xem đơn: Đơn hôm nay" }).click();
  const all = page.getByRole("dialog").getByRole("listitem");
  await all.nth(10).waitFor();
  assert.equal(await all.count(), 11);
  await page.context().close();
});

test("the proof tile compares the books on request, and counts late sales", async () => {
  const page = await openDashboard();
  const proof = tile(page, "Đối chiếu sổ");
  const { orders: sold, revenue } = await shop.api<{ orders: number; revenue: number }>(
    "GET",
    "/analytics/kpis",
  );
  await proof.getByRole("button", { name: "Đối chiếu ngay" }).click();
  await proof.getByText("✓ Sổ khớp").waitFor();
  const text = `${sold} đơn, ${revenue.toLocaleString("vi-VN")}`;
  await proof.getByText(text).waitFor();
  const late = proof
    .locator("dt", { hasText: "Đến muộn" })
    .locator("xpath=following-sibling::dd[1]");
  assert.equal(await late.textContent(), "0");
  // An hour ago is long closed once the watermark stands at the newest sale.
  const options = ["size-m", "sugar-50", "ice-less"];
  const items = [{ menu_id: "tra-sua-truyen-thong", qty: 1, price: 30_000, options }];
  const created_at = new Date(Date.now() - 3_600_000).toISOString();
  await shop.api("POST", "/orders", { items, total: 30_000, channel: "offline", created_at });
  await late.filter({ hasText: "1" }).waitFor();
  await page.context().close();
});

test("a minute is provisional until the watermark has passed it", async () => {
  const page = await openDashboard();
  const minutes = tile(page, "Doanh thu từng phút, 60 phút qua");
  await minutes.getByRole("button", { name: "Xem bảng" }).click();
  const { created_at } = await shop.sell();
  const format = { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit" } as const;
  const name = new Date(created_at).toLocaleTimeString("vi-VN", format);
  const row = minutes.getByRole("row").filter({ hasText: name });
  await row.filter({ hasText: "Tạm tính" }).waitFor();
  // A sale four minutes on moves the watermark two minutes on: the window closes.
  const later = new Date(Date.parse(created_at) + 4 * 60_000).toISOString();
  const items = [
    { menu_id: "tra-sua-truyen-thong", qty: 1, options: ["size-m", "sugar-50", "ice-less"] },
  ];
  await shop.api("POST", "/orders", { items, created_at: later });
  await row.filter({ hasText: "Đã chốt" }).waitFor();
  await orders(page).getByText("Tạm tính").waitFor();
  await row.getByRole("button").click();
  await page.getByRole("dialog").getByRole("listitem").first().waitFor();
  await page.context().close();
});

test("a busy shop moves a tile at most twice a second", async () => {
  const page = await openDashboard();
  await page.evaluate(() => {
    const changes: number[] = [];
    Object.assign(globalThis, { changes });
    const place = document.querySelector("section p") as Element;
    const options = { childList: true, subtree: true, characterData: true };
    new MutationObserver(() => changes.push(performance.now())).observe(place, options);
  });
  await shop.simulate(30, 4);
  const { orders: sold } = await shop.api<{ orders: number }>("GET", "/analytics/kpis");
  await big(page, "Đơn hôm nay", String(sold)).waitFor();
  const changes = await page.evaluate(() => (globalThis as never as { changes: number[] }).changes);
  assert.ok(changes.length >= 3, `it moved: ${changes.length}`);
  for (let n = 2; n < changes.length; ++n) {
    const span = (changes[n] ?? 0) - (changes[n - 2] ?? 0);
    assert.ok(span > 900, `three changes within ${span} ms: ${changes.map(Math.round)}`);
  }
  await page.context().close();
});

test("when the line is down, numbers grow old; afterwards nothing is missing", async () => {
  const page = await openDashboard();
  await page.clock.install();
  await page.reload();
  await tile(page, "Đơn hôm nay").getByText(/^\d+$/).first().waitFor();
  await page.getByRole("status").filter({ hasText: "Trực tiếp" }).waitFor();
  const before = Number(await orders(page).locator("p").first().textContent());
  await shop.stopServer();
  await page
    .getByRole("status")
    .filter({ hasText: /nối lại|Mất kết nối/ })
    .waitFor();
  await page.clock.fastForward(60_000);
  await orders(page).and(page.locator("[data-stale=true]")).getByText("Số cũ").waitFor();
  await orders(page).getByText("Tạm tính").waitFor();
  assert.deepEqual(await axeFindings(page), [], "axe with old numbers");
  await shop.startServer();
  await shop.sell();
  await big(page, "Đơn hôm nay", String(before + 1)).waitFor();
  await page.locator("[data-stale=true]").first().waitFor({ state: "detached" });
  await page.context().close();
});

for (const language of ["vi", "en"] as const) {
  for (const theme of ["light", "dark"] as const) {
    for (const [width, height] of [
      [1280, 800],
      [390, 844],
    ] as const) {
      test(`axe: ${language}, ${theme}, ${width} px`, async () => {
        const page = await openDashboard({ language, theme, width, height });
        await page.locator("canvas").nth(1).waitFor();
        await page.locator("ol li").first().waitFor();
        assert.deepEqual(await axeFindings(page), []);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - innerWidth,
        );
        assert.ok(overflow <= 0, `${overflow} px too wide`);
        await page
          .getByRole("button", { name: /^(Xem bảng|Show as table)$/ })
          .first()
          .click();
        await page
          .getByRole("button", { name: /^(Xem đơn|Show orders): / })
          .first()
          .click();
        await page.getByRole("dialog").getByRole("listitem").first().waitFor();
        assert.deepEqual(await axeFindings(page), []);
        await page.context().close();
      });
    }
  }
}
