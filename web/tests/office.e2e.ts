import assert from "node:assert/strict";
import { test } from "node:test";
import { axeFindings, openPage, openStage } from "./support.ts";

const { shop, browser } = await openStage();
const PASSWORD = "trà đào cam sả";

test("a person is added, gets another role, is locked; the trail tells it live", async () => {
  const trail = await openPage(browser, shop, "u-manager", "/audit");
  await trail.getByRole("heading", { name: "Nhật ký" }).waitFor();
  const page = await openPage(browser, shop, "u-owner", "/staff");
  await page.getByRole("button", { name: "Thêm người" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Tên đăng nhập").fill("hoa");
  await dialog.getByLabel("Mật khẩu").fill("hoa12345");
  await dialog.getByRole("button", { name: "Thêm", exact: true }).click();
  await dialog.getByText("Mật khẩu không được chứa tên đăng nhập.").waitFor();
  await dialog.getByLabel("Mật khẩu").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Thêm", exact: true }).click();
  const row = page.getByRole("row", { name: /^hoa/ });
  await row.waitFor();

  await page.getByRole("button", { name: "Đổi vai trò của hoa" }).click();
  await dialog.getByRole("radio", { name: /^Pha chế/ }).click();
  await dialog.getByRole("button", { name: "Lưu" }).click();
  await row.getByText("Pha chế").waitFor();
  await page.getByRole("button", { name: "Khóa tài khoản hoa", exact: true }).click();
  await dialog.getByRole("button", { name: "Khóa", exact: true }).click();
  await row.getByText("Đã khóa").waitFor();

  for (const what of ["Thêm người", "Đổi vai trò", "Khóa tài khoản"]) {
    await trail
      .getByRole("row", { name: new RegExp(`${what}.*hoa`) })
      .first()
      .waitFor();
  }
  await page.context().close();
  await trail.context().close();
});

test("the only owner cannot lock himself out: the server's word, in Vietnamese", async () => {
  const page = await openPage(browser, shop, "u-owner", "/staff");
  await page.getByRole("button", { name: "Khóa tài khoản u-owner" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Khóa", exact: true }).click();
  await dialog.getByText(/là chủ quán duy nhất/).waitFor();
  await page.context().close();
});

test("no dead letters: the page says that every event is counted", async () => {
  const page = await openPage(browser, shop, "u-manager", "/dead-letters");
  await page.getByRole("heading", { name: "Sự kiện hỏng" }).waitFor();
  await page.getByText("Không có sự kiện hỏng").first().waitFor();
  await page.context().close();
});

for (const path of ["/staff", "/audit", "/dead-letters"]) {
  test(`axe finds nothing on ${path}, two languages and themes, wide and on a phone`, async () => {
    for (const screen of [
      { language: "vi", theme: "light" },
      { language: "en", theme: "dark", width: 390, height: 844 },
    ] as const) {
      const page = await openPage(browser, shop, "u-owner", path, screen);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      await page.emulateMedia({ reducedMotion: "reduce" });
      assert.deepEqual(await axeFindings(page), []);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${over} px too wide`);
      await page.context().close();
    }
  });
}
