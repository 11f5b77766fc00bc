// Writes an image of Pyodide's memory in which all of stdlib.zip is imported, so that pages do not
// have to start Python:
// node --experimental-wasm-jspi pyodide_image.mjs <folder of Pyodide> <folder with stdlib.zip>
//
// Python remembers whether its engine can suspend it (JSPI), so the image is for engines that can.
// It begins with the header of one of Pyodide's snapshots, and continues with what has changed in the
// memory. It is the same each time, so nothing in it may be secret or random: pyodide_snapshot.py
// renews what each page must have for itself.

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
syncBuiltinESMExports(); // for whoever imports it by name
// What is left of the program's name would be Python's, as it is in no page: where this file lies.
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
