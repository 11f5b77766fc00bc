// Writes an image of Pyodide's memory with all of stdlib.zip imported (docs/internals/startup.md):
// node --experimental-wasm-jspi pyodide_image.mjs <folder of Pyodide> <folder with stdlib.zip>

import crypto from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { changes } from "./changed_memory.mjs";

Date.now = performance.now = () => 0;
for (const [name, value] of Object.entries({ language: "en-US", languages: ["en-US"] }))
  Object.defineProperty(navigator, name, { value }); // of which Python makes its LANG
crypto.randomFillSync = (numbers) => numbers.fill(0);
syncBuiltinESMExports(); // for modules that import it by name
// Remove the path of this file, which would become Python's program name in the image.
const [folder, work] = process.argv.splice(1).slice(1);
const load = (name) => import(pathToFileURL(join(folder, name)));

const { default: createModule } = await load("pyodide.asm.mjs");
const { loadPyodide } = await load("pyodide.mjs");
let untouched;
const createPyodideModule = (settings) => {
  settings.preRun.push(({ HEAPU8 }) => (untouched = HEAPU8.slice())); // before Python starts
  return createModule(settings);
};

try {
  if (!("Suspending" in WebAssembly)) throw new Error("this Node cannot suspend WebAssembly");
  const { info } = JSON.parse(readFileSync(join(folder, "pyodide-lock.json"), "utf-8"));
  const pyodide = await loadPyodide({
    indexURL: folder,
    stdLibURL: join(work, "stdlib.zip"),
    lockFileContents: { info, packages: {} },
    createPyodideModule,
    _makeSnapshot: true,
  });
  pyodide.runPython("import pyodide_snapshot; pyodide_snapshot.take(); del pyodide_snapshot");
  const snapshot = Buffer.from(pyodide.makeMemorySnapshot().buffer);
  const size = snapshot.readUint32LE(4); // of the header, which says so itself
  const image = [snapshot.subarray(0, size), changes(snapshot.subarray(size), untouched)];
  writeFileSync(join(work, "pyodide.bin"), Buffer.concat(image));
} catch (error) {
  console.error(error.message); // and not the line of minified JavaScript that it came from
  process.exit(1);
}
