// The size gate: what a page loads before it works, gzipped, against its budget. Reads the manifest
// of the build, so that a chunk that is imported by mistake is counted.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const KIB = 1024;
const BUDGETS = {
  "src/till/TillPage.tsx": 160,
  "src/bar/BarPage.tsx": 160,
  "src/board/BoardPage.tsx": 160,
  "src/phone/PhonePage.tsx": 160,
  "src/dashboard/DashboardPage.tsx": 420,
  "src/admin/MenuPage.tsx": 420,
  "src/admin/StockPage.tsx": 420,
  "src/admin/SettingsPage.tsx": 420,
  "src/admin/StaffPage.tsx": 420,
  "src/admin/AuditPage.tsx": 420,
  "src/admin/DeadLettersPage.tsx": 420,
  "src/stream/StreamPage.tsx": 420,
};

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const sizes = new Map();
const size = (file) => {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(new URL(file, dist))).length);
  return sizes.get(file);
};

/** Every script that `entry` needs at once: its static imports, and theirs. */
function scripts(entry, found = new Set()) {
  const chunk = manifest[entry];
  if (!chunk || found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const other of chunk.imports ?? []) scripts(other, found);
  return found;
}

let failed = 0;
for (const [page, budget] of Object.entries(BUDGETS)) {
  const all = scripts("index.html", new Set());
  scripts(page, all);
  const kib = [...all].filter((f) => f.endsWith(".js")).reduce((sum, f) => sum + size(f), 0) / KIB;
  const fits = manifest[page] !== undefined && kib <= budget;
  if (!fits) failed += 1;
  const verdict = fits ? "ok  " : "FAIL";
  console.log(`${verdict} ${page}: ${kib.toFixed(1)} KiB gzip of JavaScript, at most ${budget}`);
}
console.log(`${Object.keys(BUDGETS).length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
