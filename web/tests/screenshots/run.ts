// `npm run screenshots`: writes the pictures of docs/images, of the real program in Chromium.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { MenuItem, Order } from "../../src/api/gen/types.gen.ts";
import { liveSign, openBrowser, openPage, openShop } from "../support.ts";
import { drink, ready } from "../tillSupport.ts";
import { moved, sellHistory, usual } from "./history.ts";

const KILOBYTES_MAX = 120;
const folder = join(import.meta.dirname, "../../../docs/images");

const shop = await openShop();
const browser = await openBrowser();
const device = (user: string, path: string, screen?: Parameters<typeof openPage>[4]) =>
  openPage(browser, shop, user, path, screen);

async function shoot(page: Page, name: string, quality = 85): Promise<void> {
  // What glides is at its end, and no caret blinks.
  await page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished)));
  await page.mouse.move(0, 0);
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality });
  const picture = Buffer.from(data, "base64");
  const kilobytes = Math.ceil(picture.length / 1_000);
  if (kilobytes > KILOBYTES_MAX) throw new Error(`${name}: ${kilobytes} kB`);
  writeFileSync(join(folder, `${name}.webp`), picture);
  console.log(`${name}.webp: ${kilobytes} kB`);
  await page.context().close();
}

async function sell(...lines: [menuId: string, qty?: number, note?: string][]): Promise<string> {
  const items = [];
  for (const [menu_id, qty = 1, note] of lines) {
    const options = usual(await shop.api<MenuItem>("GET", `/menu/${menu_id}`));
    items.push({ menu_id, qty, options, note });
  }
  return (await shop.api<Order>("POST", "/orders", { items })).order_id;
}

async function fillBar(): Promise<void> {
  await moved(shop, await sell(["ca-phe-sua-da", 2]), "preparing", "ready");
  await moved(shop, await sell(["tra-sua-khoai-mon"], ["bac-xiu"]), "preparing", "ready");
  await moved(shop, await sell(["tra-sua-tran-chau", 2, "ít ngọt hơn"]), "preparing");
  await moved(shop, await sell(["sinh-to-bo"], ["nuoc-cam", 2]), "preparing");
  await sell(["tra-sua-truyen-thong", 3]);
  await sell(["ca-phe-muoi"], ["tra-sua-o-long", 2, "mang về"]);
  await sell(["matcha-da-xay"]);
}

async function till(): Promise<void> {
  const page = await device("u-cashier", "/till", { width: 1024, height: 768 });
  await ready(page);
  await drink(page, "Bạc xỉu").click();
  await drink(page, "Cà phê muối").click();
  await page.getByRole("searchbox").fill("tra sua");
  await drink(page, "Trà sữa trân châu").click();
  await page.getByRole("button", { name: /^Size L/ }).click();
  await shoot(page, "till");
}

async function bar(): Promise<void> {
  const page = await device("u-barista", "/bar", { width: 1280, height: 960 });
  await page.locator('[data-column="placed"] [data-order]').nth(2).waitFor();
  await liveSign(page).waitFor();
  await shoot(page, "bar");
}

async function dashboard(theme: "light" | "dark", height: number): Promise<void> {
  const page = await device("u-owner", "/dashboard", { theme, width: 1280, height });
  await liveSign(page).waitFor();
  await page
    .getByRole("region", { name: /bán chạy/i })
    .first()
    .getByRole("listitem")
    .first()
    .waitFor();
  await page.locator("canvas").nth(1).waitFor();
  await shoot(page, theme === "light" ? "dashboard" : "dashboard-dark");
}

async function phone(): Promise<void> {
  const page = await device("u-barista", "/m/main/B5", { width: 390, height: 844 });
  const dialog = page.getByRole("dialog");
  const choose = async (name: RegExp) => page.getByRole("button", { name }).first().click();
  await choose(/^Cà phê sữa đá/);
  await dialog.getByRole("button", { name: /^Thêm ·/ }).click();
  await page.getByRole("searchbox").fill("tra sua tran");
  await choose(/^Trà sữa trân châu/);
  await dialog.getByRole("button", { name: /^Size L/ }).click();
  await dialog.getByRole("button", { name: /^50 %/ }).click();
  await shoot(page, "phone");
}

async function office(path: string, waitFor: string): Promise<void> {
  const page = await device("u-owner", path);
  await page.getByText(waitFor, { exact: true }).first().waitFor();
  await liveSign(page).waitFor();
  await shoot(page, path.slice(1));
}

async function stream(): Promise<void> {
  const page = await device("u-owner", "/stream");
  await liveSign(page).waitFor();
  // What is sold while the page is open is seen as events, windows and watermarks.
  await shop.simulate(4, 5);
  await shoot(page, "stream");
}

try {
  mkdirSync(folder, { recursive: true });
  shop.setting("shop_name", "Trà sữa Mây");
  await fillBar();
  await bar();
  await sellHistory(shop);
  await till();
  await office("/menu", "Bạc xỉu");
  await office("/stock", "Nhập, xuất");
  await phone();
  await shop.simulate(1, 6);
  await dashboard("light", 960);
  await dashboard("dark", 800);
  await stream();
} finally {
  await browser.close();
  await shop.close();
}
