// `npm run e2e -- bar dashboard`: the browser tests of these names; without names all of them.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

const here = new URL(".", import.meta.url).pathname;
const all = readdirSync(here).filter((name) => name.endsWith(".e2e.ts"));
const names = process.argv.slice(2).map((name) => `${name}.e2e.ts`);
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`no such test: ${unknown.join(", ")}; there are ${all.join(", ")}`);
  process.exit(2);
}
if (!existsSync(`${here}../dist/index.html`)) {
  console.error("the tests look at the built pages: npm run build");
  process.exit(2);
}
const files = (names.length > 0 ? names : all).map((name) => here + name);
const flags = ["--test", "--test-concurrency=1", "--test-timeout=300000"];
process.exit(spawnSync(process.execPath, [...flags, ...files], { stdio: "inherit" }).status ?? 1);
