import { openBrowser, openPage, openShop } from "./support.ts";

const shop = await openShop();
const browser = await openBrowser();
const out = "/tmp/till/shots";
try {
  const ids: string[] = [];
  for (const id of ["tra-sua-truyen-thong"])
    for (let i = 0; i < 6; i++) ids.push((await shop.sell(id, 1 + (i % 3))).order_id);
  await shop.api("POST", `/orders/${ids[1]}/status`, { status: "preparing" });
  await shop.api("POST", `/orders/${ids[2]}/status`, { status: "cancelled" });
  await shop.api("POST", `/orders/${ids[5]}/refunds`, {
    items: [{ menu_id: "tra-sua-truyen-thong", qty: 1 }],
    reason: "Pha sai món",
    restock: false,
  });
  for (const [name, screen] of Object.entries({
    wide: { width: 1280, height: 800 },
    tablet: { width: 1024, height: 768, theme: "dark", language: "en" },
    phone: { width: 390, height: 844 },
  } as const)) {
    const page = await openPage(browser, shop, "u-manager", "/till", screen as never);
    await page.getByRole("button", { name: /^(Đơn hôm nay|Orders of today)/ }).click();
    await page.locator("[id^=order-]").first().waitFor();
    await page.screenshot({ path: `${out}/${name}-list.png` });
    await page.locator("[id^=order-]").first().click();
    await page.getByRole("button", { name: /^(Hoàn tiền|Refund)$/ }).waitFor();
    await page.screenshot({ path: `${out}/${name}-detail.png` });
    await page.getByRole("button", { name: /^(Hoàn tiền|Refund)$/ }).click();
    await page.getByRole("button", { name: /^(Pha sai món|Made wrongly)$/ }).click();
    await page.screenshot({ path: `${out}/${name}-refund.png` });
    await page.keyboard.press("Escape");
    await page.screenshot({ path: `${out}/${name}-till.png` });
    if (name !== "phone") {
      await page.keyboard.press("?");
      await page.screenshot({ path: `${out}/${name}-keys.png` });
    }
    await page.context().close();
  }
} finally {
  await browser.close();
  await shop.close();
}
