// Starts Pyodide by the page's own module, with the image at hand or not, and runs a program.
// usage: node restore_pyodide.mjs ROOT image|nothing PROGRAM
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [root, atHand, program] = process.argv.slice(2);
const built = (name) => pathToFileURL(join(root, "static", "runtime", "built", name)).href;
const fetched = [];
globalThis.addEventListener = () => {};
globalThis.localStorage = { getItem: () => (atHand === "image" ? built("pyodide.bin") : null), setItem: () => {} };
globalThis.fetch = async (url) => {
  const name = String(url).split("/").at(-1);
  fetched.push(name);
  const path = name === "auth.py.zip" ? built(name) : String(url);
  return new Response(readFileSync(fileURLToPath(path)));
};

const { startPyodide } = await import(pathToFileURL(join(root, "static", "interpreters.js")));
const pyodide = await startPyodide();
await pyodide.runPythonAsync(program);
console.log(fetched.join(" "));
process.exit(0);
