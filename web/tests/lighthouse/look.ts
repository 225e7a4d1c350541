// What Lighthouse says of every page, on the real program. LIGHTHOUSE names the folder that holds
// it in node_modules, at the version of package-lock.json beside this file: it is no package of the
// web app, whose lock would grow by a sixth for it.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { type BrowserContext, chromium } from "playwright-core";
import { PAGES, type PageToSee } from "../pages.ts";
import { freePort, openShop, signIn } from "../support.ts";

/** As far as this file reads a report. */
interface Report {
  finalDisplayedUrl: string;
  runtimeError?: { code: string; message: string };
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, Finding>;
}
interface Finding {
  title: string;
  score: number | null;
  displayValue?: string;
  details?: { items?: unknown[] };
}
type Lighthouse = (
  url: string,
  flags: object,
  config?: object,
) => Promise<{ lhr: Report } | undefined>;

const home = process.env.LIGHTHOUSE;
if (!home) throw new Error("LIGHTHOUSE names no folder; ./test lighthouse sets it");
const main = createRequire(join(home, "package.json")).resolve("lighthouse");
const load = async (file: string) => (await import(pathToFileURL(file).href)).default;
const lighthouse: Lighthouse = await load(main);

const EXACT = ["accessibility", "best-practices"];
/** Chromium lost a part of its recording, which is not the page's doing: looked at once more. */
const RECORDING_LOST = ["NO_NAVSTART", "NO_TRACING_STARTED"];
const TRIES_MAX = 3;
/** What a page should reach on a desktop; told, not asserted. */
const SPEED_GOALS: Record<string, number> = { "/till": 95 };

interface Device {
  name: "desktop" | "phone";
  /** Of Lighthouse's own; without one it looks as a phone does. */
  config?: string;
}

/** A test for every page. Each device has a shop, a browser and a process of its own. */
export async function lookAtEveryPage({ name, config }: Device): Promise<void> {
  const settings = config && (await load(join(main, "../config", config)));
  const folder = mkdtempSync(join(tmpdir(), "drinkshop-lighthouse-"));
  const shop = await openShop();
  let context: BrowserContext | undefined;
  after(async () => {
    await context?.close();
    await shop.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await shop.simulate(10, 5);
  const port = await freePort();
  const browser = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", `--remote-debugging-port=${port}`],
  });
  context = browser;

  async function report({ path, signedOut }: PageToSee): Promise<Report> {
    await browser.clearCookies();
    if (!signedOut) await signIn(browser, shop, "u-owner");
    const flags = { port, logLevel: "error", onlyCategories: [...EXACT, "performance"] };
    const look = () => lighthouse(shop.url + path, flags, settings);
    const unseen = (of: typeof result) => RECORDING_LOST.includes(of?.lhr.runtimeError?.code ?? "");
    let result = await look();
    for (let tries = 1; tries < TRIES_MAX && unseen(result); ++tries) result = await look();
    if (!result) throw new Error("no report");
    assert.equal(result.lhr.runtimeError, undefined);
    // A page that sends somebody on would be judged under its name otherwise.
    assert.equal(new URL(result.lhr.finalDisplayedUrl).pathname, path);
    return result.lhr;
  }

  for (const page of PAGES) {
    test(`${page.path} on a ${name} is accessible and well made`, async () => {
      const made = await report(page);
      console.log(told(page.path, name, made));
      if (process.env.LIGHTHOUSE_SLOW) console.log(lost(made, "performance").join("\n"));
      assert.deepEqual(
        EXACT.flatMap((category) => lost(made, category)),
        [],
      );
      for (const category of EXACT) {
        assert.equal(percent(made.categories[category]?.score), 100, category);
      }
    });
  }
}

const percent = (score: number | null | undefined) => Math.round((score ?? 0) * 100);

/** Of a category, what took points off. */
function lost({ categories, audits }: Report, category: string): string[] {
  const counted = categories[category]?.auditRefs.filter(({ weight }) => weight > 0) ?? [];
  return counted.flatMap(({ id }) => {
    const found = audits[id];
    if (!found || found.score === null || found.score >= 0.9) return [];
    const items = JSON.stringify(found.details?.items ?? [], null, 1).slice(0, 2000);
    return [`${id}: ${found.title} ${found.displayValue ?? ""} ${items}`];
  });
}

/** One line; how fast a page is depends on what else the machine does. */
function told(path: string, device: string, made: Report): string {
  const scores = EXACT.map((name) => `${name} ${percent(made.categories[name]?.score)}`);
  const goal = device === "desktop" ? SPEED_GOALS[path] : undefined;
  const speed = percent(made.categories.performance?.score);
  const shown = (id: string) => made.audits[id]?.displayValue?.replace(/\s/g, " ") ?? "unknown";
  return [
    `${path} on a ${device}: ${scores.join(", ")}`,
    `performance ${speed}${goal ? ` (goal ${goal})` : ""}`,
    `CLS ${shown("cumulative-layout-shift")}`,
    `LCP ${shown("largest-contentful-paint")}`,
  ].join(", ");
}
