// Starts the browser's interpreters in Node: the same WebAssembly, without a browser around it.
// usage: node interpreters.mjs micropython|pyodide ROOT PROGRAM, where ROOT holds the repository and
// PROGRAM is Python; the files of `auth/` and `tests/vectors/` are under /app there.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [interpreter, root, program] = process.argv.slice(2);
const runtime = join(root, "static", "runtime", interpreter);
const elsewhere = ["backend", "testing", "__pycache__"];

function mount(files, folder) {
  files.mkdir(`/app/${folder}`);
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!elsewhere.includes(entry.name)) mount(files, path);
    } else if (/\.(py|json)$/.test(entry.name)) {
      files.writeFile(`/app/${path}`, readFileSync(join(root, path)));
    }
  }
}

const start = {
  async micropython() {
    const { loadMicroPython } = await import(pathToFileURL(join(runtime, "micropython.mjs")));
    return loadMicroPython({
      url: join(runtime, "micropython.wasm"),
      linebuffer: true,
      stdout: (line) => console.log(line),
    });
  },
  async pyodide() {
    const { loadPyodide } = await import(pathToFileURL(join(runtime, "pyodide.mjs")));
    return loadPyodide({ indexURL: runtime });
  },
};

const python = await start[interpreter]();
python.FS.mkdir("/app");
python.FS.mkdir("/app/tests");
mount(python.FS, "auth");
mount(python.FS, "tests/vectors");
try {
  await python.runPythonAsync(`import sys; sys.path.insert(0, "/app")\n${program}`);
} catch (error) {
  // Not left to Node, which would quote the interpreter's one long line of source.
  console.error(error.message);
  process.exitCode = 1;
}
