// What the browser tests share: the real program on a free port, which serves its pages too, and a
// browser. Nothing here sleeps; whoever waits, waits for something.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const root = join(import.meta.dirname, "..");
const binary = process.env.DRINKSHOP_BINARY ?? join(root, "../build/release/drinkshop");
export const PASSWORD = "sua da it duong";

const drinkshop = (args: string[], input = "") =>
  execFileSync(binary, args, { input, encoding: "utf8" }).trim();

export async function freePort(): Promise<number> {
  const socket = createSocket();
  await new Promise<void>((done) => socket.listen(0, "127.0.0.1", done));
  const { port } = socket.address() as AddressInfo;
  await new Promise((done) => socket.close(done));
  return port;
}

export interface Sold {
  order_id: string;
  queue_number: number;
  created_at: string;
}

export interface Shop {
  /** Where the browser goes. */
  url: string;
  token: string;
  api<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** One default drink; the answer is the order. */
  sell(menuId?: string, qty?: number): Promise<Sold>;
  /** The bank tells of a transfer with this text. */
  transfer(content: string, amount: number, times?: number): void;
  /** As the owner sets it on the command line. */
  setting(name: string, value: string): void;
  simulate(rate: number, seconds: number): Promise<void>;
  stopServer(): Promise<void>;
  killServer(): Promise<void>;
  startServer(): Promise<void>;
  close(): Promise<void>;
}

export async function openShop(): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), "drinkshop-e2e-"));
  const data = join(folder, "data");
  drinkshop(["demo", "--data", data]);
  for (const role of ["owner", "manager", "cashier", "barista"]) {
    const args = ["user", "add", "--data", data, "--role", role, "--username", `u-${role}`];
    drinkshop([...args, "--password-stdin"], PASSWORD);
  }
  const token = drinkshop(["token", "create", "--data", data, "--role", "owner", "--name", "e2e"]);
  const secret = join(folder, "bank-secret");
  writeFileSync(secret, randomBytes(24).toString("hex"));
  const port = await freePort();
  const direct = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;

  const shop: Shop = {
    url: direct,
    token,
    async api<T>(method: string, path: string, body?: unknown) {
      const answer = await fetch(`${direct}/api/v1${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    sell(menuId = "tra-sua-truyen-thong", qty = 1) {
      return shop.api("POST", "/orders", { items: [{ menu_id: menuId, qty, options: OPTIONS }] });
    },
    transfer(content, amount, times = 1) {
      const args = ["fake-bank", "--url", direct, "--secret-file", secret, "--content", content];
      drinkshop([...args, "--amount", String(amount), "--times", String(times)]);
    },
    setting(name, value) {
      drinkshop(["settings", "set", "--data", data, name, value]);
    },
    async simulate(rate, seconds) {
      const args = ["simulate", "--url", direct, "--token", token, "--rate", String(rate)];
      const run = spawn(binary, [...args, "--seconds", String(seconds)], { stdio: "ignore" });
      await new Promise((done) => run.on("exit", done));
    },
    async startServer() {
      const args = ["serve", "--data", data, "--listen", `127.0.0.1:${port}`];
      args.push("--bank-secret-file", secret);
      child = spawn(binary, args, { stdio: "ignore" });
      for (;;) {
        const up = await fetch(`${direct}/readyz`).then(
          (answer) => answer.ok,
          () => false,
        );
        if (up) return;
        if (child.exitCode !== null) throw new Error(`the shop ended with ${child.exitCode}`);
        await new Promise((done) => setTimeout(done, 20));
      }
    },
    async stopServer() {
      const ended = new Promise((done) => child?.once("exit", done));
      child?.kill("SIGTERM");
      await ended;
      child = null;
    },
    /** kill -9. */
    async killServer() {
      const ended = new Promise((done) => child?.once("exit", done));
      child?.kill("SIGKILL");
      await ended;
      child = null;
    },
    async close() {
      if (child) await shop.stopServer();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await shop.startServer();
  return shop;
}

/** A shop that nobody has claimed: without users, menu and sales. */
export async function freshShop(): Promise<{ claimLink: string }> {
  const data = mkdtempSync(join(tmpdir(), "drinkshop-fresh-"));
  const listen = `127.0.0.1:${await freePort()}`;
  const args = ["serve", "--data", data, "--listen", listen];
  const child = spawn(binary, args, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((done) => child.once("exit", done));
  const close = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  let told = "";
  const claimLink = await new Promise<string>((named, failed) => {
    child.stderr.on("data", (part) => {
      told += part;
      const link = /http\S+#claim=\S+/.exec(told);
      if (link) named(link[0]);
    });
    child.once("exit", () => failed(new Error(`the shop named no claim link: ${told}`)));
  });
  after(close);
  return { claimLink };
}

const OPTIONS = ["size-m", "sugar-50", "ice-less"];

export function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** A shop and a browser for all tests of one file; both end with the last of them. */
export async function openStage(): Promise<{ shop: Shop; browser: Browser }> {
  let browser: Browser | undefined;
  const shop = await openShop();
  after(async () => {
    await browser?.close();
    await shop.close();
  });
  browser = await openBrowser();
  return { shop, browser };
}

/** The sign in the page's head, while its stream stands. */
export const liveSign = (page: Page) =>
  page.getByRole("status").filter({ hasText: /^(Trực tiếp|Live)$/ });

interface Screen {
  language?: "vi" | "en";
  theme?: "light" | "dark";
  width?: number;
  height?: number;
}

export async function signIn(context: BrowserContext, shop: Shop, user: string): Promise<void> {
  const answer = await context.request.post(`${shop.url}/api/v1/session`, {
    data: { username: user, password: PASSWORD },
    headers: { Origin: shop.url },
  });
  if (!answer.ok()) throw new Error(`sign in as ${user}: ${answer.status()}`);
}

/** A device of its own with a person signed in, on the page `path`. */
export async function openPage(
  browser: Browser,
  shop: Shop,
  user: string,
  path: string,
  screen: Screen = {},
): Promise<Page> {
  const { language = "vi", theme, width = 1280, height = 800 } = screen;
  const context = await browser.newContext({ viewport: { width, height } });
  await context.addInitScript(
    ([lang, look]) => {
      if (!localStorage.getItem("language")) localStorage.setItem("language", lang ?? "vi");
      if (look && !localStorage.getItem("theme")) localStorage.setItem("theme", look);
    },
    [language, theme],
  );
  await signIn(context, shop, user);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(shop.url + path);
  return page;
}

/** Everything axe finds wrong with the page as it is now. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Not as a script of the page, which its content security policy forbids.
  await page.evaluate(readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8"));
  return page.evaluate(async () => {
    const { violations } = await (
      globalThis as never as { axe: typeof import("axe-core") }
    ).axe.run();
    return violations.flatMap((found) =>
      found.nodes.map((node) => `${found.id}: ${node.target.join(" ")} ${node.failureSummary}`),
    );
  });
}
