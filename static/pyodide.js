// Starts Pyodide with `auth` in it: from an image of its memory, in which Python is up already, where
// one has been fetched; from scratch elsewhere.

import { bytes, put, root, runtime, withLazyPyScript, withRecorder } from "./interpreters.js";

const NO_PACKAGES = { info: { abi_version: "2026_0" }, packages: {} };
const LIBRARY = "/lib/python314.zip"; // where Pyodide puts whatever it is told is the library
const HEADER = 128; // bytes of the image, for Pyodide; the memory is behind them
const IMAGE = `${runtime}built/pyodide.bin`;
const QUIET_AFTER_MS = 2000; // by when the app has asked for what it needs first

export const start = async () => {
  const auth = bytes(`${root}auth.py.zip`);
  const started = await (isAtHand() ? fromImage().catch(withoutImage) : fromScratch());
  started.FS.writeFile("/lib/auth.zip", await auth);
  started.runPython('import sys; sys.path.append("/lib/auth.zip")');
  const archives = ["stdlib", "stdlib-rest", "libraries"].map((name) => `${runtime}built/${name}.zip`);
  started.pyimport("stdlib_rest").install(...archives);
  return withRecorder(withLazyPyScript(started));
};

const load = async (options) => {
  const { loadPyodide } = await import(`${runtime}pyodide/pyodide.mjs`);
  return loadPyodide({ indexURL: `${runtime}pyodide/`, lockFileContents: NO_PACKAGES, ...options });
};

const fromScratch = async () => {
  const started = await load({ stdLibURL: `${runtime}built/stdlib.zip` });
  setTimeout(fetchImage, QUIET_AFTER_MS);
  return started;
};

// How the image is made: server/building/image_of_pyodide.mjs
const fromImage = async () => {
  const createModule = (await import(`${runtime}pyodide/pyodide.asm.mjs`)).default;
  const header = new Uint8Array(HEADER);
  const createPyodideModule = async (settings) => {
    const module = await createModule(settings);
    const image = module.FS.readFile(LIBRARY);
    module.FS.unlink(LIBRARY);
    header.set(image.subarray(0, HEADER));
    put(image.subarray(HEADER), module);
    return module;
  };
  const started = await load({ stdLibURL: IMAGE, createPyodideModule, _loadSnapshot: header });
  started.pyimport("restored").renew();
  return started;
};

// --- the image ------------------------------------------------------------------------------

// It is worth no waiting: it is fetched in a quiet moment, and used from the next start on. What is
// written down is only that it was; whether the browser has kept it is the browser's affair.
export const fetchImage = async (signal) => {
  if (!isOfUse || noted().includes(IMAGE) || navigator.connection?.saveData) return;
  try {
    await (await fetch(IMAGE, { priority: "low", signal })).arrayBuffer();
    note(IMAGE);
  } catch {
    // there will be other quiet moments
  }
};

const isOfUse = "Suspending" in WebAssembly; // Python remembers that it had this (JSPI)
const isAtHand = () => isOfUse && noted() === IMAGE;

const withoutImage = (failure) => {
  if (failure.name !== "ErrnoError") note(`unusable: ${IMAGE}`); // it was there, and did not fit
  return fromScratch();
};

const NOTE = "pyodide.image";

const noted = () => {
  try {
    return localStorage.getItem(NOTE) ?? "";
  } catch {
    return ""; // site data is blocked
  }
};

const note = (text) => {
  try {
    localStorage.setItem(NOTE, text);
  } catch {
    // it is full or blocked
  }
};
