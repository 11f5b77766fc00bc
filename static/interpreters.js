// Both interpreters behind one address, so that one pyscript.toml serves `py` and `mpy` tags alike.
// PyScript imports this module for either and calls the function it knows; the launcher calls for itself.
// Each interpreter comes up with `auth` in it, compiled for it, and fetched while the interpreter is.

import { pyodide as known } from "./runtime/built/versions.js";

export const runtime = import.meta.resolve("./runtime/");
export const root = new URL("../", import.meta.url).href;
export const bytes = async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer());

export const version = known.version; // PyScript asks for it

// What the page runs, and what each interpreter goes through first. Only a module of this origin can
// change them.
export const program = { address: `${root}main.py`, prepare: (interpreter) => interpreter };

// What the app needs and the launcher does not.
export const appFiles = {
  modules: [
    ...["pyscript", "pyodide"].map((name) => new URL(`${name}.js`, import.meta.url).href),
    // The import map gives the names that contain a build hash.
    ...["core", "core-chunk", "error"].map((name) => import.meta.resolve(`./runtime/pyscript/${name}.js`)),
    ...["pyodide", "pyodide.asm"].map((name) => `${runtime}pyodide/${name}.mjs`),
  ],
  data: [`${runtime}pyodide/pyodide.asm.wasm`, `${root}auth.py.zip`],
};

// A page that is left while it is still loading something is not kept for whoever goes back to it.
export const untilLeft = () => {
  const visit = new AbortController();
  addEventListener("pagehide", () => visit.abort(), { once: true });
  return visit.signal;
};

export const loadMicroPython = async (options) => {
  const auth = bytes(`${root}auth.mpy.bin`);
  const { loadMicroPython } = await import(`${runtime}micropython/micropython.mjs`);
  const url = `${runtime}micropython/micropython.wasm`;
  const micropython = withLazyPyScript(await loadMicroPython({ ...options, url }));
  putAuth(await auth, micropython);
  return program.prepare(micropython);
};

// A page that is kept for whoever comes back to it is thrown away if it runs any script meanwhile,
// and one runs in MicroPython for each of its proxies that is collected. So none is.
let proxies = [];
addEventListener("pagehide", () => {
  proxies = [...(globalThis.proxy_js_map?.values() ?? [])].map((reference) => reference.deref());
});
addEventListener("pageshow", () => (proxies = []));

// Started once, possibly long before PyScript asks for it.
let pyodide;
export const startPyodide = () =>
  (pyodide ??= beginPyodide().catch((failure) => {
    pyodide = undefined; // whoever asks for it later may have a better network
    throw failure;
  }));

// A module names those that it needs only when it is there: asked for at once, they come together.
const beginPyodide = async () => {
  for (const href of appFiles.modules)
    document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
  return (await import("./pyodide.js")).start();
};

export const loadPyodide = async ({ stdout, stderr }) => {
  const started = await startPyodide();
  started.setStdout({ batched: stdout });
  started.setStderr({ batched: stderr });
  return started;
};

// Before every program PyScript imports all of its Python package. Here it is imported by whoever
// asks for it, and `auth` does not.
export const withLazyPyScript = (interpreter) => {
  const { runPythonAsync } = interpreter;
  const edited = (code) => code.replace(/^import pyscript as _pyscript$/m, "_pyscript = None");
  interpreter.runPythonAsync = (code, ...rest) => runPythonAsync.call(interpreter, edited(code), ...rest);
  return interpreter;
};

// `auth` as MicroPython takes it: an image of its memory with everything imported (how it is made:
// server/building/micropython_image.mjs), or where a module was edited since, an archive.
const putAuth = (content, { _module, FS }) => {
  const isArchive = new DataView(content.buffer).getUint32(0, true) === MEMBER;
  return isArchive ? unpack(content, FS) : put(content, _module);
};

// What has changed in an interpreter's memory (server/building/changed_memory.mjs) is put over that
// of another one.
export const put = (image, { HEAPU8 }) => {
  const view = new DataView(image.buffer, image.byteOffset, image.length);
  for (let at = 0; at < image.length; ) {
    const [start, size] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    HEAPU8.set(image.subarray(at + 8, at + 8 + size), start);
    at += 8 + size;
  }
};

// The members of this zip file are stored one after the other, uncompressed.
const MEMBER = 0x04034b50;
export const unpack = (zip, files) => {
  const view = new DataView(zip.buffer);
  const text = new TextDecoder();
  for (let at = 0; view.getUint32(at, true) === MEMBER; ) {
    const size = view.getUint32(at + 18, true);
    const name = at + 30;
    const extra = name + view.getUint16(at + 26, true);
    const content = extra + view.getUint16(at + 28, true);
    const path = text.decode(zip.subarray(name, extra));
    files.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    files.writeFile(path, zip.subarray(content, content + size));
    at = content + size;
  }
};
