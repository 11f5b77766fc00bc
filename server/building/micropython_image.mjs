// Writes an image of MicroPython's memory in which modules are imported, so that no page has to import
// them: node micropython_image.mjs <folder of MicroPython> <folder with modules/ in it>

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { changes } from "./changed_memory.mjs";

Date.now = () => 0; // files have times, which leave traces
const [folder, work] = process.argv.slice(2);
const modules = join(work, "modules");

const { loadMicroPython } = await import(pathToFileURL(join(folder, "micropython.mjs")));
const url = join(folder, "micropython.wasm");
const micropython = await loadMicroPython({ url, stderr: console.error });
const memory = micropython._module.HEAPU8;
const untouched = memory.slice();

const end = (complaint) => {
  console.error(complaint);
  process.exit(1);
};

const run = (program) => {
  try {
    micropython.runPython(program);
  } catch (error) {
    end(error.message); // and not the line of minified JavaScript that it came from
  }
};

const names = [];
for (const path of readdirSync(modules, { recursive: true }).sort()) {
  if (!path.endsWith(".mpy")) continue;
  names.push(path.replace(/(\/__init__)?\.mpy$/, "").replaceAll("/", "."));
  micropython.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
  micropython.FS.writeFile(path, readFileSync(join(modules, path)));
}
const packages = [...new Set(names.map((name) => name.split(".")[0]))];
run(`import ${names.join(", ")}, gc`);
// What is free is full of what was there; zeros compress better.
run(`def overwrite():
    for size, count in ((4096, 40), (1024, 60), (256, 100), (64, 200), (16, 400)):
        [bytes(size) for _ in range(count)]
overwrite()`);
run(`gc.collect(); del ${packages.join(", ")}, gc, overwrite`);

if (globalThis.proxy_js_ref.some((value) => value !== undefined && value !== globalThis))
  end("importing auth has kept a JavaScript object, which an image cannot hold");

writeFileSync(join(work, "micropython.bin"), changes(memory, untouched));
