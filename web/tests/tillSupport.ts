// What the browser tests of the till share.
import type { Browser, Page } from "playwright-core";
import { liveSign, openPage, type Shop } from "./support.ts";

export async function openTill(
  browser: Browser,
  shop: Shop,
  screen?: Parameters<typeof openPage>[4],
  user = "u-cashier",
): Promise<Page> {
  const page = await openPage(browser, shop, user, "/till", screen);
  await ready(page);
  return page;
}

/** Until the till shows its drinks and the stream stands. */
export async function ready(page: Page): Promise<void> {
  await drink(page, "Bạc xỉu").waitFor();
  await liveSign(page).waitFor();
}

export const drink = (page: Page, name: string) =>
  page
    .getByRole("region", { name: /Món|Drinks/ })
    .getByRole("button", { name })
    .first();

export const receipt = (page: Page) => page.getByRole("region", { name: /^(Hóa đơn|Receipt)$/ });

/** The order id on the slip that is shown. */
export async function sold(page: Page): Promise<string> {
  const id = receipt(page).getByText(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  return (await id.textContent()) ?? "";
}

export async function sellForCash(page: Page, name = "Bạc xỉu"): Promise<string> {
  await drink(page, name).click();
  await page.getByRole("button", { name: "Thanh toán" }).click();
  await page.getByRole("button", { name: /^Vừa đủ/ }).click();
  await receipt(page).waitFor();
  const id = await sold(page);
  await page.getByRole("button", { name: "Đơn mới" }).click();
  return id;
}

/** Until nothing waits on this till any more. */
export const delivered = (page: Page) =>
  page.getByText(/chờ gửi|to be sent/).waitFor({ state: "detached", timeout: 30_000 });
