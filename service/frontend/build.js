// Bundles src/ into one folder: files named after their content, a manifest, and the licences.
//
//     node build.js FOLDER DIGEST
//
// DIGEST stands for the sources; service/frontend_bundle.py, which calls this, computes it.
// The same sources give the same bytes, on any machine: nothing here depends on time or place.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

// What a page asks for by name. Whatever these import with import() is fetched when it is needed.
const SCRIPTS = {
  network: "src/network.js",
  query: "src/query.js",
  typing: "src/typing.js",
};
const STYLES = { editor: "src/editor.css" };

const here = dirname(fileURLToPath(import.meta.url));
const [folder, sources] = process.argv.slice(2);
if (!folder || !sources) {
  console.error("build.js: give the folder to write and the digest of the sources.");
  process.exit(2);
}

const integrity = (data) => `sha384-${createHash("sha384").update(data).digest("base64")}`;

// The packages whose code ends up in the bundle, with the text under which it may be passed on.
function licences() {
  const lock = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf8"));
  const parts = [];
  for (const path of Object.keys(lock.packages).sort()) {
    const entry = lock.packages[path];
    if (!path || entry.dev || entry.optional) continue;
    const about = JSON.parse(readFileSync(join(here, path, "package.json"), "utf8"));
    const file = readdirSync(join(here, path)).sort().find((name) => /^licen[cs]e/i.test(name));
    const author = typeof about.author === "string" ? about.author : about.author?.name;
    const text = file
      ? readFileSync(join(here, path, file), "utf8").replaceAll("\r\n", "\n").trim()
      : `Licence: ${about.license}. Author: ${author ?? "see the package"}.`;
    parts.push(`${about.name} ${about.version}\n\n${text}\n`);
  }
  return `${parts.join(`\n${"-".repeat(72)}\n\n`)}`;
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const result = await build({
  absWorkingDir: here,
  entryPoints: { ...SCRIPTS, ...STYLES },
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2020",
  charset: "utf8",
  legalComments: "linked",
  outdir: folder,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  metafile: true,
  logLevel: "warning",
}).catch(() => process.exit(1)); // esbuild has told the place by then

const text = licences();
const name = `licences-${createHash("sha256").update(text).digest("hex").slice(0, 8)}.txt`;
writeFileSync(join(folder, name), text);

const files = {};
for (const file of readdirSync(folder).sort()) {
  const data = readFileSync(join(folder, file));
  files[file] = { bytes: data.length, integrity: integrity(data) };
}
const entries = {};
for (const [output, { entryPoint }] of Object.entries(result.metafile.outputs)) {
  for (const [kind, table] of [["scripts", SCRIPTS], ["styles", STYLES]]) {
    for (const [word, source] of Object.entries(table)) {
      if (source === entryPoint) (entries[kind] ??= {})[word] = output.split("/").at(-1);
    }
  }
}
for (const kind of Object.keys(entries)) {
  entries[kind] = Object.fromEntries(Object.entries(entries[kind]).sort());
}
// Last: whoever finds a manifest finds all that it names.
writeFileSync(
  join(folder, "manifest.json"),
  `${JSON.stringify({ sources, ...entries, licences: name, files }, null, 1)}\n`,
);
