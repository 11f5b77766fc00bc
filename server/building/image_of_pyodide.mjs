// Writes an image of Pyodide's memory in which all of stdlib.zip is imported, so that no page has to
// start Python, and what importing auth.py.zip then changes in it, so that no page has to do that:
// node --experimental-wasm-jspi image_of_pyodide.mjs <folder of Pyodide> <folder with both, and auth.json>
//
// Python remembers whether its engine can suspend it (JSPI), so the images are for engines that can.
// The first begins with the header of a snapshot of Pyodide's, which holds no memory; what follows
// is what has changed in it. They are the same each time, so nothing in them may be secret or random:
// restored.py makes anew what each page must have for itself.

import crypto from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { changes } from "./changed_memory.mjs";

const HEADER = 128; // bytes, as static/pyodide.js knows
const AUTH = "/lib/auth.zip"; // where static/pyodide.js puts it
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

const memoryOf = (pyodide) => {
  const snapshot = Buffer.from(pyodide.makeMemorySnapshot().buffer);
  const size = snapshot.readUint32LE(4);
  return { header: snapshot.subarray(0, size), memory: snapshot.subarray(size) };
};

try {
  if (!("Suspending" in WebAssembly)) throw new Error("this Node cannot suspend WebAssembly");
  const pyodide = await loadPyodide({
    indexURL: folder,
    stdLibURL: join(work, "stdlib.zip"),
    lockFileContents: { info: { abi_version: "2026_0" }, packages: {} },
    createPyodideModule,
    _makeSnapshot: true,
  });
  pyodide.runPython("import restored; restored.take_in_library(); del restored");
  const library = memoryOf(pyodide);
  if (library.header.length !== HEADER)
    throw new Error("the header of Pyodide's snapshot has another size");
  pyodide.FS.writeFile(AUTH, readFileSync(join(work, "auth.py.zip")));
  const names = readFileSync(join(work, "auth.json"), "utf-8");
  pyodide.runPython(`import restored; restored.take_in(${names}, "${AUTH}"); del restored`);
  const auth = memoryOf(pyodide);
  if (library.header.compare(auth.header))
    throw new Error("importing auth has kept a JavaScript object, which an image cannot hold");
  const image = [library.header, changes(library.memory, untouched)];
  writeFileSync(join(work, "pyodide.bin"), Buffer.concat(image));
  writeFileSync(join(work, "auth.py.bin"), changes(auth.memory, library.memory));
} catch (error) {
  console.error(error.message); // and not the line of minified JavaScript that it came from
  process.exit(1);
}
