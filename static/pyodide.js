// Starts Pyodide with `auth` in it: from an image of its memory, if this browser has stored one, and
// from scratch otherwise.

import { bytes, hasPackages, program, put, root, runtime, untilLeft, withLazyPyScript } from "./interpreters.js";
import { pyodide as known } from "./runtime/built/versions.js";

const NO_PACKAGES = { info: known.info, packages: {} };
const AUTH = "/lib/auth.zip";
const IMAGE = `${runtime}built/pyodide.bin`;
const QUIET_AFTER_MS = 2000; // by then, the app has requested what it needs first

export const start = async () => {
  const stored = await storedImage();
  const started = await (stored ? fromImage(stored).catch(withoutImage) : fromScratch());
  setTimeout(fetchImage, QUIET_AFTER_MS);
  started.runPython(`import sys; sys.path.append("${AUTH}")`);
  started.pyimport("stdlib_rest").install(`${runtime}built/`);
  const packages = await packagesOfPage();
  await (packages ? packages.addTo(started) : started.pyimport("page_packages").install());
  return program.prepare(withLazyPyScript(started));
};

const packagesOfPage = async () => (hasPackages ? import("./packages.js") : undefined);
export const fetchPackages = async () => (await packagesOfPage())?.fetchAhead(program.address);

const load = async (options) => {
  const { loadPyodide } = await import(`${runtime}pyodide/pyodide.mjs`);
  return loadPyodide({
    indexURL: `${runtime}pyodide/`,
    lockFileContents: NO_PACKAGES,
    createPyodideModule,
    ...options,
  });
};

// Pyodide does not start in one task, so that the page can react meanwhile.
const pause = () => new Promise((resume) => setTimeout(resume));

const createPyodideModule = async (settings) => {
  const { default: createModule } = await import(`${runtime}pyodide/pyodide.asm.mjs`);
  const { instantiateWasm } = settings;
  settings.instantiateWasm = (imports, start) =>
    instantiateWasm(imports, (...made) => pause().then(() => start(...made)));
  return createModule(settings);
};

const fromScratch = async () => {
  const auth = bytes(`${root}auth.py.zip`);
  const started = await load({ stdLibURL: `${runtime}built/stdlib.zip` });
  started.FS.writeFile(AUTH, await auth);
  return started;
};

let isTried = false;

// server/building/pyodide_image.mjs makes the image. The standard library is in it, so `auth` is loaded
// in the library's place.
const fromImage = async (stored) => {
  const header = new Uint8Array(known.header);
  const createWithImage = async (settings) => {
    const [module, image] = await Promise.all([createPyodideModule(settings), checked(stored)]);
    await pause();
    module.FS.rename(known.library, AUTH); // Pyodide has stored `auth` as its library
    isTried = true;
    header.set(image.subarray(0, known.header)); // for Pyodide; the memory follows it
    put(image.subarray(known.header), module);
    return module;
  };
  const stdLibURL = `${root}auth.py.zip`;
  const started = await load({ stdLibURL, createPyodideModule: createWithImage, _loadSnapshot: header });
  started.pyimport("pyodide_snapshot").renew();
  return started;
};

// --- the image ------------------------------------------------------------------------------

// Never wait for the image: fetch it when idle and use it from the next start. It is in the Cache API,
// since HTTP's cache would decompress it each time; any script can write there, so check its hash.
const CACHE = "pyodide";
const [USABLE, UNUSABLE] = [200, 204];

const isUsable = known.header && "Suspending" in WebAssembly; // Python remembers whether it had this (JSPI)

const lookUp = async () => (await caches.open(CACHE)).match(IMAGE);

const storedImage = async () => {
  if (!isUsable) return undefined;
  const answer = await lookUp().catch(() => undefined); // site data is blocked
  return answer?.status === USABLE ? answer : undefined;
};

export const fetchImage = async () => {
  if (!isUsable || navigator.connection?.saveData) return;
  try {
    if (await lookUp()) return;
    const request = { integrity: known.integrity, priority: "low", signal: untilLeft() };
    await store(await fetch(IMAGE, request));
  } catch {
    // the next visit tries again
  }
};

const store = async (answer) => {
  const cache = await caches.open(CACHE);
  await cache.put(IMAGE, answer);
  for (const request of await cache.keys()) if (request.url !== IMAGE) await cache.delete(request);
};

const checked = async (stored) => {
  const image = await stored.arrayBuffer().catch(() => new ArrayBuffer(0)); // whose hash differs
  performance.mark(IMAGE); // for the progress bar
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", image));
  if (`sha256-${btoa(String.fromCharCode(...digest))}` === known.integrity) return new Uint8Array(image);
  await caches.delete(CACHE);
  throw new Error("the stored image of Pyodide's memory is not the one that belongs to this page");
};

// If Pyodide starts only without the image, this browser cannot use the image.
const withoutImage = async () => {
  const started = await fromScratch();
  if (isTried) await store(new Response(null, { status: UNUSABLE })).catch(() => {});
  return started;
};
