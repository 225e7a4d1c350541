import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { axeFindings, openPage, openStage } from "./support.ts";

const { shop, browser } = await openStage();

async function openExport(screen?: Parameters<typeof openPage>[4]): Promise<Page> {
  const page = await openPage(browser, shop, "u-owner", "/dashboard", screen);
  await page.getByRole("button", { name: /^(Tải số liệu|Download figures)$/ }).click();
  await page.getByRole("dialog").getByRole("radio").first().waitFor();
  return page;
}

async function saved(page: Page): Promise<{ name: string; bytes: Buffer; path: string }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: /^(Tải về|Download)$/ }).click(),
  ]);
  assert.equal(await download.failure(), null);
  const path = await download.path();
  return { name: download.suggestedFilename(), bytes: readFileSync(path), path };
}

/** One file of a workbook. */
const inside = (path: string, entry: string) => {
  const code =
    "import sys,zipfile;sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))";
  return execFileSync("python3", ["-c", code, path, entry], { encoding: "utf8" });
};

test("today's items as CSV and as a workbook, Vietnamese intact", async () => {
  await shop.sell("tra-sua-truyen-thong", 3);
  const page = await openExport();
  await page.getByRole("radio", { name: "Món trong đơn" }).check();
  await page.getByRole("button", { name: "Hôm nay", exact: true }).click();
  await page.getByRole("radio", { name: /^CSV/ }).check();
  const csv = await saved(page);
  assert.match(csv.name, /^drinkshop-order_lines-(\d{4}-\d\d-\d\d)-\1\.csv$/);
  assert.equal(csv.bytes.subarray(0, 3).toString("hex"), "efbbbf");
  const [head, line] = csv.bytes.toString("utf8").slice(1).split("\r\n");
  assert.match(head ?? "", /^Mã đơn,Số thứ tự,Thời gian,/);
  assert.match(line ?? "", /,tra-sua-truyen-thong,Trà sữa truyền thống,"[^"]+",3,30000,90000,/);

  await page.getByRole("radio", { name: /^Excel/ }).check();
  const book = await saved(page);
  assert.match(book.name, /\.xlsx$/);
  const sheet = inside(book.path, "xl/worksheets/sheet1.xml");
  assert.ok(sheet.includes("Trà sữa truyền thống"));
  assert.ok(sheet.includes("<v>90000</v>"), "a number, not a text");
  await page.context().close();
});

test("days that the server would refuse cannot be sent", async () => {
  const page = await openExport({ language: "en" });
  await page.getByLabel("From").fill("2026-03-02");
  await page.getByLabel("To, included").fill("2026-03-01");
  await page.getByRole("alert").getByText("must not be before").waitFor();
  assert.ok(await page.getByRole("button", { name: "Download", exact: true }).isDisabled());
  await page.getByLabel("From").fill("2020-01-01");
  await page.getByRole("alert").getByText("At most 366 days").waitFor();
  await page.getByRole("button", { name: "Last month" }).click();
  const { name } = await saved(page);
  assert.match(name, /^drinkshop-orders-\d{4}-\d\d-01-\d{4}-\d\d-(28|29|30|31)\.xlsx$/);
  await page.context().close();
});

for (const language of ["vi", "en"] as const) {
  for (const theme of ["light", "dark"] as const) {
    test(`axe: ${language}, ${theme}`, async () => {
      for (const [width, height] of [
        [1280, 800],
        [390, 844],
      ] as const) {
        const page = await openExport({ language, theme, width, height });
        assert.deepEqual(await axeFindings(page), []);
        if (process.env.SHOTS) {
          await page.screenshot({ path: `${process.env.SHOTS}/${language}-${theme}-${width}.png` });
        }
        await page.context().close();
      }
    });
  }
}
