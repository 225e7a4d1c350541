// A new version of the web app arrives while a till is selling.
import assert from "node:assert/strict";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { openPage, openStage } from "./support.ts";
import { drink, ready, sellForCash } from "./tillSupport.ts";

const { shop, browser } = await openStage();
let front: Server;
let version = 1;

/** The shop, with a service worker of another version once `version` grows. */
before(async () => {
  front = createServer((ask, answer) => {
    const headers: typeof ask.headers = { ...ask.headers, "accept-encoding": "identity" };
    if (ask.url === "/sw.js") delete headers["if-none-match"]; // What is added has no tag.
    const on = request(shop.url + ask.url, { method: ask.method, headers }, (from) => {
      const isWorker = ask.url === "/sw.js" && from.statusCode === 200;
      const fields = { ...from.headers };
      if (isWorker) delete fields["content-length"];
      answer.writeHead(from.statusCode ?? 502, fields);
      if (!isWorker) {
        answer.flushHeaders(); // Of a stream that has nothing to say yet.
        from.pipe(answer);
        return;
      }
      from.on("data", (part) => answer.write(part));
      from.on("end", () => answer.end(`\n// version ${version}\n`));
    });
    on.on("error", () => answer.destroy());
    answer.on("close", () => on.destroy());
    ask.pipe(on);
  });
  await new Promise<void>((done) => front.listen(0, "127.0.0.1", done));
});
after(() => {
  front?.closeAllConnections();
  front?.close();
});

interface Marked {
  marked?: boolean;
  changed?: Promise<void>;
}
const notice = (page: Page) => page.getByRole("status").filter({ hasText: "Có phiên bản mới." });

test("it reloads the tab that asks for it and no other", async () => {
  const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  const till = await openPage(browser, { ...shop, url }, "u-cashier", "/till");
  await ready(till);
  await till.evaluate(() => navigator.serviceWorker.ready);
  await till.reload(); // Now the worker has it.
  await ready(till);
  assert.ok(await till.evaluate(() => navigator.serviceWorker.controller !== null));
  const other = await till.context().newPage();
  await other.goto(`${url}/till`);
  await ready(other);
  for (const page of [till, other]) {
    await page.evaluate(() => {
      const mark = globalThis as never as Marked;
      mark.marked = true;
      mark.changed = new Promise((done) =>
        navigator.serviceWorker.addEventListener("controllerchange", () => done()),
      );
    });
  }
  await drink(till, "Bạc xỉu").click();
  await till.getByRole("button", { name: "Thanh toán" }).click();

  version = 2;
  await other.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  await notice(till).waitFor();
  await Promise.all([
    other.waitForEvent("load"),
    notice(other).getByRole("button", { name: "Tải lại" }).click(),
  ]);
  await ready(other);
  await till.evaluate(() => (globalThis as never as Marked).changed);
  await till.bringToFront();
  // The new worker has this tab too; the sale goes on as if nothing had happened.
  await till.getByRole("button", { name: /^Vừa đủ/ }).click();
  await till.getByRole("button", { name: "Đơn mới" }).click();
  await sellForCash(till, "Cappuccino");
  await till.getByRole("button", { name: "Đơn hôm nay" }).click(); // A part loaded later.
  await till.getByRole("dialog").getByRole("searchbox").waitFor();
  await till.keyboard.press("Escape");
  assert.equal(await till.evaluate(() => (globalThis as never as Marked).marked), true);

  await drink(till, "Cappuccino").click();
  await Promise.all([
    till.waitForEvent("load"),
    notice(till).getByRole("button", { name: "Tải lại" }).click(),
  ]);
  await till.getByRole("region", { name: "Đơn hàng" }).getByText("Cappuccino").waitFor();
  assert.equal(await notice(till).count(), 0);
  await till.context().close();
});
