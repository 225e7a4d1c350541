import assert from "node:assert/strict";
import { test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { axeFindings, liveSign, openPage, openStage } from "./support.ts";

const { shop, browser } = await openStage();

const ticket = (page: Page, orderId: string, column = "") =>
  page.locator(`${column && `[data-column="${column}"] `}[data-order="${orderId}"]`);

async function openBar(screen?: Parameters<typeof openPage>[4]): Promise<Page> {
  const page = await openPage(browser, shop, "u-manager", "/bar", screen);
  await page.locator("[data-column]").first().waitFor();
  return page;
}

const move = (orderId: string, status: string) =>
  shop.api("POST", `/orders/${orderId}/status`, { status });

const step = (card: Locator) => card.locator("[data-step]");

test("an order appears by its event, with number, names and options", async () => {
  const page = await openBar();
  // Stamped in the page when the ticket is there; the test's own waiting would add to the time.
  await page.evaluate(() => {
    const seen: Record<string, number> = {};
    Object.assign(globalThis, { seen });
    new MutationObserver((changes) => {
      for (const change of changes) {
        for (const node of change.addedNodes) {
          const card = node instanceof Element ? node.querySelector("[data-order]") : null;
          const id = card?.getAttribute("data-order");
          if (id) seen[id] ??= Date.now();
        }
      }
    }).observe(document.body, { childList: true, subtree: true });
  });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const milliseconds: number[] = [];
  for (let n = 0; n < 50; ++n) {
    const began = Date.now();
    const { order_id } = await shop.sell();
    const at = await page.waitForFunction(
      (id) => (globalThis as never as { seen: Record<string, number> }).seen[id],
      order_id,
    );
    milliseconds.push(Number(await at.jsonValue()) - began);
    for (const status of ["preparing", "ready", "completed"]) await move(order_id, status);
  }
  milliseconds.sort((a, b) => a - b);
  console.log(`order to ticket, ms: p50 ${milliseconds[24]}, p95 ${milliseconds[47]}`);
  assert.ok(!asked.includes("/api/v1/orders"), "no list was fetched: it came by event");

  const { order_id, queue_number } = await shop.sell("tra-sua-tran-chau", 2);
  const card = ticket(page, order_id, "placed");
  await card.getByRole("heading", { name: `Phiếu ${queue_number}` }).waitFor({ state: "attached" });
  const text = await card.textContent();
  for (const word of ["Trà sữa trân châu", "2×", "Size M", "50 % đường", "Ít đá"]) {
    assert.ok(text?.includes(word), `${word} in ${text}`);
  }
  await page.context().close();
});

test("a bump moves the ticket on a second screen; cups are ticked and counted", async () => {
  const [here, there] = [await openBar(), await openBar({ language: "en", theme: "light" })];
  const { order_id } = await shop.sell("tra-sua-tran-chau", 2);
  const cups = async () => {
    const text = await here.locator("section[aria-labelledby=totals] h2").textContent();
    return Number(text?.match(/\d+/)?.[0]);
  };
  const card = ticket(here, order_id);
  await card.waitFor();
  await here.waitForFunction(
    () => !document.querySelector("[data-order] h3")?.textContent?.includes("…"),
  );
  const line = card.getByRole("button", { name: /Trà sữa trân châu/ });
  const beforeTick = await cups();
  await line.click();
  await line.filter({ hasText: "1/2 ly xong" }).waitFor();
  await here.waitForFunction(
    (count) =>
      document
        .querySelector("section[aria-labelledby=totals] h2")
        ?.textContent?.includes(`${count} ly`),
    beforeTick - 1,
  );
  const began = Date.now();
  await step(card).click();
  await ticket(there, order_id, "preparing").waitFor();
  console.log(
    `bump to the second screen, ms: ${Date.now() - began} (the test's own steps included)`,
  );
  await ticket(here, order_id, "preparing").waitFor();
  await here.reload();
  await ticket(here, order_id, "preparing").filter({ hasText: "1/2" }).waitFor();
  await step(ticket(there, order_id)).click();
  await ticket(here, order_id, "ready").waitFor();

  // Handed over: can be undone, and is not sent before.
  await step(ticket(here, order_id)).click();
  await ticket(here, order_id)
    .getByRole("button", { name: /Hoàn tác/ })
    .click();
  await step(ticket(here, order_id))
    .filter({ hasText: /^Đã giao$/ })
    .waitFor();
  const order = await shop.api<{ status: string }>("GET", `/orders/${order_id}`);
  assert.equal(order.status, "ready");
  // Leaving the page sends what waits for its ten seconds.
  await step(ticket(here, order_id)).click();
  await here.getByRole("link", { name: "Bán hàng" }).click();
  await ticket(there, order_id).waitFor({ state: "detached" });
  await there.getByRole("button", { name: "Handed over", exact: true }).first().click();
  await there.getByRole("dialog").locator("h3").first().waitFor();
  await here.context().close();
  await there.context().close();
});

test("a cancelled ticket stays, named and struck through, until it is acknowledged", async () => {
  const page = await openBar();
  const { order_id } = await shop.sell();
  await ticket(page, order_id).waitFor();
  await move(order_id, "preparing");
  await move(order_id, "cancelled");
  const card = ticket(page, order_id, "preparing").filter({ hasText: "Đã hủy lúc" });
  await card.waitFor();
  assert.match(
    await card.locator("h3").evaluate((node) => getComputedStyle(node).textDecorationLine),
    /line-through/,
  );
  await page.reload();
  const again = ticket(page, order_id).filter({ hasText: "Đã hủy lúc" });
  await again.getByRole("button", { name: "Đã biết" }).click();
  await ticket(page, order_id).waitFor({ state: "detached" });
  await page.reload();
  await page.locator("[data-order]").first().waitFor();
  assert.equal(await ticket(page, order_id).count(), 0);
  await page.context().close();
});

test("after a break nothing is missing", async () => {
  const page = await openBar();
  const [kept, moved, cancelled] = [await shop.sell(), await shop.sell(), await shop.sell()];
  await ticket(page, cancelled.order_id).waitFor();
  await shop.stopServer();
  await liveSign(page).waitFor({ state: "detached" });
  // The ticket can be bumped meanwhile: it says that it waits, and is sent when the line is back.
  await step(ticket(page, kept.order_id)).click();
  await ticket(page, kept.order_id).filter({ hasText: "Chưa gửi được" }).waitFor();
  // The browser's line stays cut while the shop works on: what happens now, it did not hear.
  await page.route("**/api/**", (route) => route.abort());
  await shop.startServer();
  const fresh = await shop.sell();
  await move(moved.order_id, "preparing");
  await move(moved.order_id, "ready");
  await move(cancelled.order_id, "cancelled");
  assert.equal(await ticket(page, fresh.order_id).count(), 0);
  await page.unroute("**/api/**");
  await ticket(page, fresh.order_id, "placed").waitFor();
  await ticket(page, moved.order_id, "ready").waitFor();
  await ticket(page, cancelled.order_id).filter({ hasText: "Đã hủy" }).waitFor();
  await ticket(page, kept.order_id, "preparing").filter({ hasNotText: "Chưa gửi" }).waitFor();
  const order = await shop.api<{ status: string }>("GET", `/orders/${kept.order_id}`);
  assert.equal(order.status, "preparing");
  await liveSign(page).waitFor();
  await page.context().close();
});

test("a deleted item keeps its name", async () => {
  const { order_id } = await shop.sell("tra-sua-tran-chau");
  const item = await shop.api<{ version: number }>("GET", "/menu/tra-sua-tran-chau");
  const answer = await fetch(`${shop.url}/api/v1/menu/tra-sua-tran-chau`, {
    method: "DELETE",
    headers: { Authorization: `Bearer ${shop.token}`, "If-Match": `"${item.version}"` },
  });
  assert.ok(answer.ok, `${answer.status} ${await answer.text()}`);
  const page = await openBar();
  await ticket(page, order_id)
    .filter({ hasText: "Trà sữa trân châu (không còn trong thực đơn)" })
    .waitFor();
  await page.context().close();
});

for (const language of ["vi", "en"] as const) {
  for (const theme of ["light", "dark"] as const) {
    for (const [width, height] of [
      [1280, 800],
      [390, 844],
    ] as const) {
      test(`axe: ${language}, ${theme}, ${width} px`, async () => {
        const page = await openBar({ language, theme, width, height });
        await page.evaluate(() =>
          localStorage.setItem("bar.settings", JSON.stringify({ amber: 10, red: 10 })),
        );
        await page.reload();
        await page.locator("[data-order]").first().waitFor();
        await page
          .getByText(/(Trễ|Late) · \d+/)
          .first()
          .waitFor();
        await step(page.locator('[data-column="ready"] [data-order]').first()).click();
        assert.deepEqual(await axeFindings(page), []);
        const small = await page.locator("main button:visible").evaluateAll((buttons) =>
          buttons
            .map((button) => ({ box: button.getBoundingClientRect(), text: button.textContent }))
            .filter(({ box }) => box.height < 48 || box.width < 48)
            .map(({ text }) => text),
        );
        assert.deepEqual(small, [], "targets below 48 px");
        await page
          .getByRole("button", { name: /^(Hoàn tác|Undo)|✓/ })
          .first()
          .click();
        await page.getByRole("button", { name: /^(Cài đặt|Settings)$/ }).click();
        await page.getByRole("dialog").waitFor();
        assert.deepEqual(await axeFindings(page), []);
        await page.context().close();
      });
    }
  }
}

test("the display is dark unless the person has chosen", async () => {
  const page = await openBar();
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  await page.getByRole("link", { name: "Bán hàng" }).click();
  await page.waitForFunction(() => !document.documentElement.dataset.theme);
  const chosen = await openBar({ theme: "light" });
  assert.equal(await chosen.locator("html").getAttribute("data-theme"), "light");
  await page.context().close();
  await chosen.context().close();
});
