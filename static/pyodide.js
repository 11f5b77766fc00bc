// Starts Pyodide with `auth` in it: from an image of its memory, in which Python is up already, where
// one is kept; from scratch elsewhere.

import { bytes, put, root, runtime, withLazyPyScript, withRecorder } from "./interpreters.js";

const NO_PACKAGES = { info: { abi_version: "2026_0" }, packages: {} };
const LIBRARY = "/lib/python314.zip"; // where Pyodide puts whatever it is told is the library
const AUTH = "/lib/auth.zip";
const HEADER = 128; // bytes of the image, for Pyodide; the memory is behind them
const IMAGE = `${runtime}built/pyodide.bin`;
const QUIET_AFTER_MS = 2000; // by when the app has asked for what it needs first

export const start = async () => {
  const kept = await keptImage();
  const started = await (kept ? fromImage(kept).catch(withoutImage) : fromScratch());
  started.runPython(`import sys; sys.path.append("${AUTH}")`);
  const archives = ["stdlib", "stdlib-rest", "libraries"].map((name) => `${runtime}built/${name}.zip`);
  started.pyimport("stdlib_rest").install(...archives);
  return withRecorder(withLazyPyScript(started));
};

const load = async (options) => {
  const { loadPyodide } = await import(`${runtime}pyodide/pyodide.mjs`);
  return loadPyodide({ indexURL: `${runtime}pyodide/`, lockFileContents: NO_PACKAGES, ...options });
};

const fromScratch = async () => {
  const auth = bytes(`${root}auth.py.zip`);
  const started = await load({ stdLibURL: `${runtime}built/stdlib.zip` });
  started.FS.writeFile(AUTH, await auth);
  setTimeout(fetchImage, QUIET_AFTER_MS);
  return started;
};

// How the image is made: server/building/image_of_pyodide.mjs. The library is in it, so that `auth`
// may take the library's place.
const fromImage = async (kept) => {
  const header = new Uint8Array(HEADER);
  const createPyodideModule = async (settings) => {
    const program = import(`${runtime}pyodide/pyodide.asm.mjs`);
    const starting = program.then(({ default: createModule }) => createModule(settings));
    const [module, image] = await Promise.all([starting, checked(kept)]);
    header.set(image.subarray(0, HEADER));
    put(image.subarray(HEADER), module);
    module.FS.rename(LIBRARY, AUTH);
    return module;
  };
  const stdLibURL = `${root}auth.py.zip`;
  const started = await load({ stdLibURL, createPyodideModule, _loadSnapshot: header });
  started.pyimport("restored").renew();
  return started;
};

// --- the image ------------------------------------------------------------------------------

// It is worth no waiting: it is fetched in a quiet moment, and used from the next start on. The page
// keeps it itself (Service Workers, Cache), as HTTP's cache would decompress it each time. That is
// where any script of this origin can put something else, so the image is checked when it is used.
const SHELF = "pyodide";
const UNUSABLE = 204;

const isOfUse = "Suspending" in WebAssembly; // Python remembers that it had this (JSPI)

const lookedUp = async () => (await caches.open(SHELF)).match(IMAGE);

const keptImage = async () => {
  if (!isOfUse) return undefined;
  const kept = await lookedUp().catch(() => undefined); // site data is blocked
  return kept?.status === UNUSABLE ? undefined : kept;
};

export const fetchImage = async (signal) => {
  if (!isOfUse || navigator.connection?.saveData) return;
  try {
    const request = { cache: "no-store", integrity: integrity(), priority: "low", signal };
    if (!(await lookedUp())) await keep(await fetch(IMAGE, request));
  } catch {
    // there will be other quiet moments
  }
};

const keep = async (answer) => {
  const shelf = await caches.open(SHELF);
  for (const former of await shelf.keys()) await shelf.delete(former);
  await shelf.put(IMAGE, answer);
};

const checked = async (kept) => {
  const image = await kept.arrayBuffer();
  performance.mark(IMAGE); // for the progress bar
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", image));
  if (`sha256-${btoa(String.fromCharCode(...digest))}` === integrity()) return new Uint8Array(image);
  await caches.delete(SHELF);
  throw new Error("the kept image of Pyodide is not the one that belongs to this page");
};

const integrity = () => {
  const map = document.querySelector('script[type="importmap"]');
  return JSON.parse(map.textContent).integrity[new URL(IMAGE).pathname];
};

// If Pyodide starts without it, and `auth` had arrived, it was the image that did not fit.
const withoutImage = async (failure) => {
  const started = await fromScratch();
  if (failure.name !== "ErrnoError" && (await keptImage()))
    await keep(new Response(null, { status: UNUSABLE }));
  return started;
};
