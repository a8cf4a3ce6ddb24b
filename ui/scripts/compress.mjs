/**
 * Puts a Brotli and a gzip version beside every built file that gets smaller by it, for the server to choose from.
 *
 *     node scripts/compress.mjs FOLDER
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const TEXTS = new Set([".css", ".html", ".js", ".json", ".map", ".mjs", ".svg", ".webmanifest"]);
const LEAST_BYTES = 512; // below it an answer's headers weigh more than what is saved

/** @param {string} path */
function compress(path) {
  const content = readFileSync(path);
  const brotli = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  const versions = { ".br": brotli, ".gz": gzipSync(content, { level: 9 }) };
  for (const [ending, version] of Object.entries(versions)) {
    rmSync(path + ending, { force: true }); // one of an earlier build, whose content is no more
    if (content.length >= LEAST_BYTES && version.length < content.length) {
      writeFileSync(path + ending, version);
    }
  }
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  throw new Error("Name the folder whose files are to be compressed.");
}
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (entry.isFile() && TEXTS.has(extname(entry.name))) {
    compress(join(entry.parentPath, entry.name));
  }
}
