// Writes a .br and a .gz beside every file of dist/ that gets at least a tenth smaller, for the
// binary and for Nginx (gzip_static, brotli_static) alike.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const TEXT = new Set([".html", ".js", ".css", ".svg", ".json", ".webmanifest"]);
const dist = new URL("../dist", import.meta.url).pathname;

for (const name of readdirSync(dist, { recursive: true })) {
  const file = join(dist, name);
  if (!TEXT.has(extname(name))) continue;
  const plain = readFileSync(file);
  const packed = {
    ".br": brotliCompressSync(plain, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      },
    }),
    ".gz": gzipSync(plain, { level: 9 }),
  };
  for (const [ending, content] of Object.entries(packed)) {
    if (content.length < plain.length * 0.9) writeFileSync(file + ending, content);
  }
}
