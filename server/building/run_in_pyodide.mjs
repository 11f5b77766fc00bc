// Runs a Python file on the very Pyodide that pages get, so that what it compiles fits there:
// node run_in_pyodide.mjs <folder of Pyodide> <folder to work in, seen as /work> <Python file>

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, work, program] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
// Columns would show in tracebacks below lines of source, which pages do not have.
const pyodide = await loadPyodide({ indexURL: folder, env: { HOME: "/home/pyodide", PYTHONNODEBUGRANGES: "1" } });
pyodide.mountNodeFS("/work", work);
try {
  await pyodide.runPythonAsync(readFileSync(program, "utf-8"));
} catch (error) {
  console.error(error.message); // and not the line of minified JavaScript that it came from
  process.exit(1);
}
