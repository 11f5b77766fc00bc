// Writes an image of MicroPython's memory in which modules are imported, so that no page has to import
// them: node micropython_image.mjs <folder of MicroPython> <folder with modules/ in it> [launcher]
// The third argument is for the MicroPython of the launcher, which is in the second folder.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { changes } from "./changed_memory.mjs";

Date.now = () => 0; // files have times, which leave traces
const [folder, work, launcher] = process.argv.slice(2);
const modules = join(work, "modules");

const { instantiate } = WebAssembly;
let exports;
WebAssembly.instantiate = async (...options) => {
  const made = await instantiate(...options);
  ({ exports } = made.instance);
  return made;
};

const printed = [];
const stdout = (line) => printed.push(line.trim());
const start = async (script, url) => {
  const { loadMicroPython } = await import(pathToFileURL(script));
  return loadMicroPython({ url, stdout, stderr: console.error });
};

// The launcher's MicroPython reads no files, so the whole one imports the modules into the same memory.
let untouched;
const url = launcher ? join(work, "launcher.wasm") : join(folder, "micropython.wasm");
if (launcher) {
  globalThis.fetch = async (path) => new Response(readFileSync(path));
  untouched = (await start(join(work, "launcher.mjs"), url))._module.HEAPU8.slice();
}
const micropython = await start(join(folder, "micropython.mjs"), url);
const memory = micropython._module.HEAPU8;
untouched ??= memory.slice();

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
// Garbage is collected after each import, so that what stays is close together, and its addresses are alike.
for (const name of names) run(`import gc, ${name}; gc.collect()`);
run(`del ${packages.join(", ")}, gc`);

// Free memory and the C stack are full of what was there; zeros and unchanged bytes need no space.
const { _malloc, _free } = micropython._module;
const clearPrograms = (size = 4096) => {
  const place = _malloc(size); // where their texts were
  memory.fill(0, place, place + size);
  _free(place);
};
const BLOCK = 16; // bytes, the unit of MicroPython's heap
const clearFreeMemory = () => {
  printed.length = 0;
  run('__import__("micropython").mem_info(1)'); // a character for each block; a point if it is free
  const summary = /^GC: total: (\d+), used: (\d+)[^]*^GC memory layout; from ([0-9a-f]+):$/m;
  const [, size, sum, start] = printed.join("\n").match(summary) ?? [];
  const first = parseInt(start, 16);
  const used = new Set();
  for (const [, at, blocks] of printed.map((line) => line.match(/^([0-9a-f]{8}): (\S+)$/) ?? []))
    for (let index = 0; index < (blocks ?? "").length; index += 1)
      if (blocks[index] !== ".") used.add(first + parseInt(at, 16) + BLOCK * index);
  if (used.size * BLOCK !== Number(sum)) end("mem_info of MicroPython prints something else than expected");
  for (let block = first; block < first + Number(size); block += BLOCK)
    if (!used.has(block)) memory.fill(0, block, block + BLOCK);
};
clearFreeMemory();
clearPrograms();
const [bottom, top] = [exports.emscripten_stack_get_end(), exports.emscripten_stack_get_base()];
memory.set(untouched.subarray(bottom, top), bottom);

if (globalThis.proxy_js_ref.some((value) => value !== undefined && value !== globalThis))
  end("importing auth has kept a JavaScript object, which an image cannot hold");

writeFileSync(join(work, "micropython.bin"), changes(memory, untouched));
