// The web app behind Nginx: deploy/nginx/drinkshop.conf as it is, but for its ports and folders.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { freePort, openPage, openStage } from "./support.ts";
import { delivered, ready, sellForCash } from "./tillSupport.ts";

const root = join(import.meta.dirname, "../..");
const dist = join(root, "web/dist");
const NGINX = process.env.NGINX ?? "/usr/sbin/nginx";
const BROTLI = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

const { shop, browser } = await openStage();
const port = await freePort();
const front = { ...shop, url: `http://127.0.0.1:${port}` };

/** The file with each of these lines changed; one that is not there would test nothing. */
function adapted(lines: Record<string, string>): string {
  let text = readFileSync(join(root, "deploy/nginx/drinkshop.conf"), "utf8");
  for (const [line, instead] of Object.entries(lines)) {
    assert.equal(text.split(line).length, 2, `${line} is there once`);
    text = text.replace(line, instead);
  }
  return text;
}

const folder = mkdtempSync(join(tmpdir(), "drinkshop-nginx-"));
mkdirSync(join(folder, "temp"));
const site = adapted({
  "listen 80;": `listen 127.0.0.1:${port};`,
  "server 127.0.0.1:8080;": `server ${new URL(shop.url).host};`,
  "root /srv/drinkshop/web/dist;": `root ${dist};`,
});
const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
writeFileSync(
  join(folder, "nginx.conf"),
  `load_module ${BROTLI};
  daemon off;
  worker_processes 1;
  pid ${folder}/pid;
  ${process.getuid?.() === 0 ? "user root;" : ""}
  events {}
  http {
    access_log off;
    ${temporary.map((name) => `${name}_temp_path ${folder}/temp/${name};`).join("\n")}
    include /etc/nginx/mime.types;
    brotli_static on;
    ${site}
  }`,
);
const nginx: ChildProcess = spawn(
  NGINX,
  ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "error.log")],
  { stdio: "ignore" },
);
const ended = new Promise<void>((done) => nginx.once("exit", () => done()));
after(async () => {
  nginx.kill("SIGTERM");
  await ended;
  rmSync(folder, { recursive: true, force: true });
});
while (
  !(await fetch(`${front.url}/healthz`).then(
    (answer) => answer.ok,
    () => false,
  ))
) {
  const errors = () => readFileSync(join(folder, "error.log"), "utf8");
  if (nginx.exitCode !== null) throw new Error(`${NGINX}: ${errors()}`);
  await new Promise((done) => setTimeout(done, 20));
}

/** What a browser that takes `coding` gets, without following anything. */
async function get(url: string, coding = "br, gzip", accept = "text/html") {
  const headers = { Accept: accept, "Accept-Encoding": coding };
  const answer = await fetch(url, { headers, redirect: "manual" });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const SAME = [
  "content-type",
  "content-encoding",
  "cache-control",
  "vary",
  "x-content-type-options",
  "content-security-policy",
  "referrer-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
];
const script = readdirSync(join(dist, "assets")).find((name) => name.endsWith(".js"));

for (const path of [
  "/",
  "/till",
  "/m/main/B5",
  "/index.html",
  "/sw.js",
  "/favicon.svg",
  "/manifest.webmanifest",
  `/assets/${script}`,
]) {
  test(`${path} is answered as the shop itself answers it`, async () => {
    for (const coding of ["br, gzip", "gzip", "identity"]) {
      const [own, through] = [
        await get(shop.url + path, coding),
        await get(front.url + path, coding),
      ];
      assert.equal(through.status, 200);
      assert.ok(through.text === own.text, "the program holds another build than web/dist");
      for (const name of SAME) {
        assert.equal(through.headers.get(name), own.headers.get(name), `${name} with ${coding}`);
      }
    }
  });
}

test("nothing has changed: not sent again", async () => {
  const first = await get(`${front.url}/till`);
  const tag = first.headers.get("etag") ?? "";
  const headers = { "If-None-Match": tag, "Accept-Encoding": "br, gzip" };
  assert.equal((await fetch(`${front.url}/till`, { headers })).status, 304);
});

test("what is no page is not found, and not kept", async () => {
  assert.ok(existsSync(join(dist, ".vite/manifest.json")) && existsSync(join(dist, "sw.js.gz")));
  for (const path of ["/assets/gone-1234.js", "/.vite/manifest.json", "/sw.js.gz", "/metrics"]) {
    const answer = await get(front.url + path);
    assert.equal(answer.status, 404, path);
    assert.equal(answer.headers.get("cache-control"), null, path);
  }
});

test("the shop's own words come through: errors, a body too big", async () => {
  const missing = await get(`${front.url}/api/v1/nothing`);
  assert.equal(missing.headers.get("content-type"), "application/problem+json");
  for (const name of SAME) {
    const own = (await get(`${shop.url}/api/v1/nothing`)).headers.get(name);
    assert.equal(missing.headers.get(name), own, name);
  }
  const headers = { Authorization: `Bearer ${shop.token}`, "Content-Type": "application/json" };
  const body = `"${"x".repeat(300_000)}"`;
  const big = await fetch(`${front.url}/api/v1/orders`, { method: "POST", headers, body });
  assert.equal(big.status, 413);
  assert.equal(big.headers.get("content-type"), "application/problem+json");
});

test("a shop is not claimed from outside", async () => {
  const claim = async (url: string) => {
    const headers = { "Content-Type": "application/json", "X-Forwarded-For": "127.0.0.1" };
    const body = JSON.stringify({ code: "x", username: "thief", password: "tra sua tran chau" });
    if (url === shop.url) headers["X-Forwarded-For"] = "";
    const answer = await fetch(`${url}/api/v1/setup/claim`, { method: "POST", headers, body });
    return ((await answer.json()) as { type: string }).type;
  };
  assert.equal(await claim(front.url), "/problems/setup-loopback-only");
  assert.notEqual(await claim(shop.url), "/problems/setup-loopback-only");
});

test("events pass one by one, while the stream stays open", async () => {
  const cut = new AbortController();
  const answer = await fetch(`${front.url}/api/v1/events/stream?topics=orders`, {
    headers: { Authorization: `Bearer ${shop.token}`, Accept: "text/event-stream" },
    signal: cut.signal,
  });
  assert.equal(answer.headers.get("content-type"), "text/event-stream");
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = "";
  for (let n = 0; n < 3; ++n) {
    const { order_id } = await shop.sell();
    // A proxy that waits for more would wait for ever: the next order is made after this one.
    while (!heard.includes(order_id)) heard += (await reader?.read())?.value ?? assert.fail();
  }
  cut.abort();
});

test("a person signs in, opens the till by its address and sells; the bar sees it", async () => {
  const bar = await openPage(browser, front, "u-barista", "/bar");
  const till = await openPage(browser, front, "u-cashier", "/till");
  await ready(till);
  const id = await sellForCash(till);
  await bar.locator(`[data-order="${id}"]`).waitFor();
  await till.reload();
  await ready(till);
  await till.context().close();
  await bar.context().close();
});

test("while the shop is down behind Nginx the till sells on, and delivers afterwards", async () => {
  const till = await openPage(browser, front, "u-cashier", "/till");
  await ready(till);
  await shop.stopServer();
  const id = await sellForCash(till);
  await till
    .getByText(/chờ gửi/)
    .first()
    .waitFor();
  await shop.startServer();
  await delivered(till);
  const order = await shop.api<{ order_id: string }>("GET", `/orders/${id}`);
  assert.equal(order.order_id, id);
  await till.context().close();
});
