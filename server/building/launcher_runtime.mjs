// Writes MicroPython as the launcher uses it, without files or a terminal, as launcher.mjs and launcher.wasm:
// node launcher_runtime.mjs <folder of MicroPython> <folder for the results>

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { REMOVED, withoutUnusedData } from "./unused_data.mjs";

const [folder, work] = process.argv.slice(2);
const script = readFileSync(join(folder, "micropython.mjs"), "utf8");
const binary = readFileSync(join(folder, "micropython.wasm"));
const replacement = readFileSync(new URL("launcher_module.js", import.meta.url), "utf8");

const check = (found, what) => {
  if (found) return found;
  console.error(`MicroPython has changed: ${what}. Adapt server/building/launcher_runtime.mjs.`);
  process.exit(1);
};

// What emscripten gives to the WebAssembly, when it starts.
const { instantiate } = WebAssembly;
let started;
WebAssembly.instantiate = async (...options) => {
  const { instance } = await instantiate(...options);
  started = { imports: options[1], exports: instance.exports };
  return { instance };
};
const { loadMicroPython } = await import(pathToFileURL(join(folder, "micropython.mjs")));
const printed = [];
const python = await loadMicroPython({ url: join(folder, "micropython.wasm"), stdout: (line) => printed.push(line) });
python.runPython(REMOVED.map((name) => `import ${name}; print(id(${name}))`).join("\n"));
const imports = Object.assign({}, ...Object.values(started.imports));

// The functions of MicroPython's own, which emscripten marks, and not those of emscripten.
const MARK = "__em_js__";
const ours = Object.keys(started.exports).filter((name) => name.startsWith(MARK)).map((name) => name.slice(MARK.length));
const bridge = ours.map((name) => `  ${name}: ${imports[name]},\n`);
const isKnown = (name) =>
  /^(invoke|fd|__syscall)_/.test(name) || ours.includes(name) || replacement.includes(`  ${name}: (`);
const wanted = WebAssembly.Module.imports(new WebAssembly.Module(binary)).map(({ name }) => name);
for (const name of wanted) check(isKnown(name), `it imports ${name}`);

const between = (start, end) => {
  const [first, last] = [script.indexOf(start), end ? script.indexOf(end) : script.length];
  check(first !== -1 && first < last, `no ${start} in micropython.mjs`);
  return script.slice(first, last);
};

// Between these two parts is a command line for Node.
const parts = [between("export async function loadMicroPython", "if(globalThis.loadMicroPython="), between("class PyProxy{")];
const functions = `const bridge = {\n${bridge.join("")}};\n`;
writeFileSync(join(work, "launcher.mjs"), [replacement, functions, ...parts].join("\n"));
writeFileSync(join(work, "launcher.wasm"), withoutUnusedData(binary, started.imports, printed.map(Number), check));
