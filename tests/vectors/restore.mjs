// Starts MicroPython by the page's own module, with `auth` as pages get it, and runs a program.
// usage: node restore.mjs ROOT PROGRAM
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [root, program] = process.argv.slice(2);
const image = join(root, "static", "runtime", "built", "auth.mpy.bin");
globalThis.addEventListener = () => {}; // Node never leaves a page
globalThis.fetch = async () => new Response(readFileSync(image));

const { loadMicroPython } = await import(pathToFileURL(join(root, "static", "interpreters.js")));
const { runPython } = await loadMicroPython({ stdout: (line) => console.log(line) });
runPython(program);
