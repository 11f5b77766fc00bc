// Exports `loadPyodide` and `loadMicroPython`, which PyScript and the launcher call. Both are at one
// address, so one pyscript.toml works for `py` and `mpy`. `auth` is loaded into either.

import { pyodide as known } from "./runtime/built/versions.js";

export const runtime = globalThis.runtimeAddress ?? import.meta.resolve("./runtime/");
export const root = new URL("../", import.meta.url).href;
export const bytes = async (url, options) => new Uint8Array(await (await fetch(url, options)).arrayBuffer());

// The import map of a page with packages leads to their index, whose own name contains a hash.
export const packagesIndex = globalThis.packagesIndex ?? import.meta.resolve("./runtime/packages/index.json");
export const hasPackages = !packagesIndex.endsWith("/index.json");

export const version = known.version; // PyScript reads it

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

// How the page was opened, until the launcher runs: on the way back from Cognito, or with a stored session.
export const isComingBack = () => new URLSearchParams(location.search).has("code");
export const hasSession = () => {
  try {
    return Object.keys(sessionStorage).some((key) => key.startsWith("cognito.session."));
  } catch {
    return false; // site data is blocked, which the launcher reports
  }
};

// On the way back from Cognito, the issuer's keys are requested before Python starts. Their URL is in the
// configuration (server/release.py). If the request fails, Python sends it again (auth/browser/transport.py).
const KEYS_MS = 10_000;
export const fetchKeys = (url) => {
  const options = {
    __proto__: null, // so that no option is inherited from a tampered Object.prototype
    credentials: "omit",
    cache: "no-store",
    redirect: "manual",
    referrerPolicy: "no-referrer",
    signal: AbortSignal.timeout(KEYS_MS),
  };
  return { url, response: fetch(url, options).catch(() => null) };
};

// Browsers keep no page for going back (bfcache) that still loads something when it is left.
export const untilLeft = () => {
  const visit = new AbortController();
  addEventListener("pagehide", () => visit.abort(), { once: true });
  return visit.signal;
};

const loadInterpreter = async ({ script, url }, options) => {
  const { loadMicroPython } = await import(script);
  return loadMicroPython({ ...options, url });
};

// The launcher has a MicroPython of its own (server/building/launcher_runtime.mjs), which has no files, and so
// has a vault. While `auth` is edited, it comes as an archive of sources, which only the whole one can import.
const WHOLE = { script: `${runtime}micropython/micropython.mjs`, url: `${runtime}micropython/micropython.wasm` };
const FOR_LAUNCHER = { script: `${runtime}built/launcher.mjs`, url: `${runtime}built/launcher.wasm` };
export const loadMicroPython = async ({ image = "auth.mpy.bin", fetched = bytes(`${root}${image}`), ...options }) => {
  let micropython = await loadInterpreter(image === "auth.mpy.bin" ? WHOLE : FOR_LAUNCHER, options);
  const auth = await fetched;
  if (isArchive(auth) && !micropython.FS) micropython = await loadInterpreter(WHOLE, options);
  putAuth(auth, withLazyPyScript(micropython));
  return program.prepare(micropython);
};

// A page in the bfcache is discarded if a script runs in it. MicroPython runs one for each proxy that is
// garbage-collected, so all proxies are kept until the page is shown again.
let proxies = [];
addEventListener("pagehide", () => {
  proxies = [...(globalThis.proxy_js_map?.values() ?? [])].map((reference) => reference.deref());
});
addEventListener("pageshow", () => (proxies = []));

// Starts Pyodide once, possibly before PyScript requests it.
let pyodide;
export const startPyodide = () =>
  (pyodide ??= beginPyodide().catch((failure) => {
    pyodide = undefined; // so that the next call tries again
    throw failure;
  }));

// Fetches all modules at once; a browser would find each one's imports only after it has arrived.
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

// PyScript imports its whole Python package before every program. Here a program imports it if it needs
// it; `auth` does not.
export const withLazyPyScript = (interpreter) => {
  const { runPythonAsync } = interpreter;
  const edited = (code) => code.replace(/^import pyscript as _pyscript$/m, "_pyscript = None");
  interpreter.runPythonAsync = async (code, ...rest) => {
    try {
      return await runPythonAsync.call(interpreter, edited(code), ...rest);
    } catch (error) {
      dispatchEvent(new CustomEvent("app:failed", { detail: error })); // PyScript only logs it
      throw error;
    }
  };
  return interpreter;
};

// `auth` for MicroPython: an image of its memory with everything imported, made by
// server/building/micropython_image.mjs; or an archive, if a module was edited since.
export const isArchive = (content) => new DataView(content.buffer).getUint32(0, true) === MEMBER;
const putAuth = (content, { _module, FS }) => (isArchive(content) ? unpack(content, FS) : put(content, _module));

// Copies what has changed in one interpreter's memory (server/building/changed_memory.mjs) to another's.
export const put = (image, { HEAPU8 }) => {
  const view = new DataView(image.buffer, image.byteOffset, image.length);
  for (let at = 0; at < image.length; ) {
    const [start, size] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    HEAPU8.set(image.subarray(at + 8, at + 8 + size), start);
    at += 8 + size;
  }
};

// The members of this zip file are stored one after the other, uncompressed. The files keep its memory.
const MEMBER = 0x04034b50;
export const unpack = (zip, files, place = "") => {
  const view = new DataView(zip.buffer);
  const text = new TextDecoder();
  const folders = new Set();
  for (let at = 0; view.getUint32(at, true) === MEMBER; ) {
    const size = view.getUint32(at + 18, true);
    const name = at + 30;
    const extra = name + view.getUint16(at + 26, true);
    const content = extra + view.getUint16(at + 28, true);
    const path = place + text.decode(zip.subarray(name, extra));
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (!folders.has(folder)) files.mkdirTree(folder);
    folders.add(folder);
    files.writeFile(path, zip.subarray(content, content + size), { canOwn: true });
    at = content + size;
  }
};
