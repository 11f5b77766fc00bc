// Starts Pyodide with `auth` in it: from images of its memory, in which Python is up already, where
// they are kept; from scratch elsewhere.

import { bytes, put, root, runtime, untilLeft, withLazyPyScript, withRecorder } from "./interpreters.js";

const NO_PACKAGES = { info: { abi_version: "2026_0" }, packages: {} };
const LIBRARY = "/lib/python314.zip"; // where Pyodide puts whatever it is told is the library
const AUTH = "/lib/auth.zip";
const HEADER = 128; // bytes of the first image, for Pyodide; the memory is behind them
// Python with its library; and what importing `auth` changes in that, which a release may change.
const IMAGES = [`${runtime}built/pyodide.bin`, `${root}auth.py.bin`];
const QUIET_AFTER_MS = 2000; // by when the app has asked for what it needs first

export const start = async () => {
  const kept = await keptImages();
  const started = await (kept.length ? fromImages(kept).catch(withoutImages) : fromScratch());
  setTimeout(fetchImages, QUIET_AFTER_MS);
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
  return started;
};

let isTried = false;

// How images are made: server/building/image_of_pyodide.mjs. The library is in them, so that `auth`
// may take the library's place.
const fromImages = async (kept) => {
  const header = new Uint8Array(HEADER);
  const createPyodideModule = async (settings) => {
    const program = import(`${runtime}pyodide/pyodide.asm.mjs`);
    const starting = program.then(({ default: createModule }) => createModule(settings));
    const [module, python, ...more] = await Promise.all([starting, ...kept.map(checked)]);
    module.FS.rename(LIBRARY, AUTH);
    isTried = true;
    header.set(python.subarray(0, HEADER));
    for (const image of [python.subarray(HEADER), ...more]) put(image, module);
    return module;
  };
  const stdLibURL = `${root}auth.py.zip`;
  const started = await load({ stdLibURL, createPyodideModule, _loadSnapshot: header });
  started.pyimport("restored").renew();
  return started;
};

// --- the images -----------------------------------------------------------------------------

// They are worth no waiting: they are fetched in a quiet moment, and used from the next start on. The
// page keeps them itself (Service Workers, Cache), as HTTP's cache would decompress them each time.
// That is where any script of this origin can put something else, so they are checked at each use.
const SHELF = "pyodide";
const [USABLE, UNUSABLE] = [200, 204];

const isOfUse = "Suspending" in WebAssembly; // Python remembers that it had this (JSPI)

const lookedUp = async (address) => (await caches.open(SHELF)).match(address);

// Each is of use only on top of those before it.
const keptImages = async () => {
  if (!isOfUse) return [];
  const kept = await Promise.all(IMAGES.map(lookedUp)).catch(() => []); // site data is blocked
  const end = kept.findIndex((answer) => answer?.status !== USABLE);
  return end < 0 ? kept : kept.slice(0, end);
};

export const fetchImages = async () => {
  if (!isOfUse || navigator.connection?.saveData) return;
  try {
    const signal = untilLeft();
    for (const address of IMAGES) {
      const request = { integrity: integrityOf(address), priority: "low", signal };
      const kept = await lookedUp(address);
      if (kept?.status === UNUSABLE) return;
      if (!kept) await keep(address, await fetch(address, request));
    }
  } catch {
    // there will be other quiet moments
  }
};

const keep = async (address, answer) => {
  const shelf = await caches.open(SHELF);
  await shelf.put(address, answer);
  const former = ({ url }) => url !== address && fileIn(url) === fileIn(address);
  for (const request of (await shelf.keys()).filter(former)) await shelf.delete(request);
};

const fileIn = (address) => address.slice(address.lastIndexOf("/"));

const checked = async (kept, position) => {
  const address = IMAGES[position];
  const image = await kept.arrayBuffer().catch(() => new ArrayBuffer(0)); // whose hash is another
  performance.mark(address); // for the progress bar
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", image));
  if (`sha256-${btoa(String.fromCharCode(...digest))}` === integrityOf(address)) return new Uint8Array(image);
  await caches.delete(SHELF);
  throw new Error("an image of Pyodide's memory is not the one that belongs to this page");
};

const integrityOf = (address) => {
  const map = document.querySelector('script[type="importmap"]');
  return JSON.parse(map.textContent).integrity[new URL(address).pathname];
};

// If Pyodide starts without them, it was the last of those tried that did not fit.
const withoutImages = async () => {
  const started = await fromScratch();
  const last = IMAGES[(await keptImages()).length - 1];
  if (isTried && last) await keep(last, new Response(null, { status: UNUSABLE })).catch(() => {});
  return started;
};
