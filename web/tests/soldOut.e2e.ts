import assert from "node:assert/strict";
import { test } from "node:test";
import { axeFindings, openPage, openStage } from "./support.ts";
import { drink, openTill } from "./tillSupport.ts";

const { shop, browser } = await openStage();
const count = (qty: number) =>
  shop.api("POST", "/inventory/black-pearl/movements", { kind: "count", qty });

test("what runs out is greyed on the till and the phone, and comes back", async () => {
  const till = await openTill(browser, shop);
  const phone = await openPage(browser, shop, "u-barista", "/m/main/B5", {
    width: 390,
    height: 844,
  });
  await drink(till, "Trà sữa truyền thống").click();
  const topping = till
    .getByRole("group", { name: "Tùy chọn của Trà sữa truyền thống" })
    .getByRole("button", { name: /^Trân châu đen/ });
  const pearlTea = drink(till, "Trà sữa trân châu");
  const onPhone = phone.getByRole("button", { name: /^Trà sữa trân châu/ }).first();
  await topping.waitFor();
  assert.ok(await topping.isEnabled());

  await count(39);
  const started = Date.now();
  await till.locator("button:disabled", { hasText: "Trà sữa trân châu" }).first().waitFor();
  await phone.locator("button:disabled", { hasText: "Trà sữa trân châu" }).first().waitFor();
  console.log(`sold out seen on till and phone: ${Date.now() - started} ms, goal 2,000`);
  assert.match((await topping.textContent()) ?? "", /Hết hàng/);
  assert.ok(await topping.isDisabled());
  assert.deepEqual(await axeFindings(till), []);
  assert.deepEqual(await axeFindings(phone), []);

  await count(100_000);
  await till.locator("button:enabled", { hasText: "Trà sữa trân châu" }).first().waitFor();
  await phone.locator("button:enabled", { hasText: "Trà sữa trân châu" }).first().waitFor();
  assert.ok((await pearlTea.isEnabled()) && (await onPhone.isEnabled()));
  await topping.click();
  await phone.context().close();
  await till.context().close();
});

test("without the server the till greys nothing: a sale is a fact", async () => {
  const till = await openTill(browser, shop);
  await count(39);
  const greyed = till.locator("button:disabled", { hasText: "Trà sữa trân châu" });
  await greyed.first().waitFor();
  await shop.stopServer();
  await greyed.first().waitFor({ state: "detached" });
  await shop.startServer();
  await greyed.first().waitFor();
  await count(100_000);
  await till.context().close();
});
