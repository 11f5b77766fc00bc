// Starts MicroPython by the page's own module, with `auth` as pages get it, and runs a program.
// usage: node restore.mjs ROOT PROGRAM IMAGE
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

const [root, program, image] = process.argv.slice(2);
const built = join(root, "static", "runtime", "built");
globalThis.addEventListener = () => {}; // Node never leaves a page
globalThis.fetch = async (url) => new Response(readFileSync(join(built, basename(url))));

const { loadMicroPython } = await import(pathToFileURL(join(root, "static", "interpreters.js")));
const { runPython } = await loadMicroPython({ image, stdout: (line) => console.log(line) });
runPython(program);
