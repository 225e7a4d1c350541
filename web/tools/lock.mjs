// `lock.mjs FOLDER`: takes the registry's addresses out of its package-lock.json: whoever builds may
// use another one, and the integrity hashes say what is right. (npm's own option for it drops the
// entries of other platforms, after which `npm ci` refuses the file.)
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const file = join(process.argv[2] ?? ".", "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
for (const entry of Object.values(lock.packages)) delete entry.resolved;
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
