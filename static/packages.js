// Loads the packages that the app imports: fetches them, unpacks them where Python looks for packages,
// and links their compiled modules. `server/packages` makes their archives and the index.

import { bytes, packagesIndex as INDEX, runtime, unpack, untilLeft } from "./interpreters.js";

const FOLDER = `${runtime}packages/`;

const hash = async (content) => new Uint8Array(await crypto.subtle.digest("SHA-256", content));
const fits = async (content, integrity) =>
  `sha256-${btoa(String.fromCharCode(...(await hash(content))))}` === integrity;
const differs = (url) => new Error(`${url} is not the file that belongs to this page`);

const readIndex = async () => {
  const content = await (await fetch(INDEX)).arrayBuffer();
  const digest = Array.from(await hash(content), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!INDEX.endsWith(`-${digest.slice(0, 16)}.json`)) throw differs(INDEX);
  return JSON.parse(new TextDecoder().decode(content));
};
const index = readIndex();
index.catch(() => {}); // whoever needs it gets the error

// --- which ----------------------------------------------------------------------------------

// The packages that have a top-level module, by its name.
const ownersIn = ({ packages }) => {
  const owners = {};
  for (const [name, { modules }] of Object.entries(packages))
    for (const module of modules) (owners[module] ??= []).push(name);
  return owners;
};

// Dependencies come before what needs them.
const withDependencies = ({ packages }, names) => {
  const [seen, found] = [new Set(), []];
  const visit = (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    packages[name].depends.forEach(visit);
    found.push({ name, ...packages[name] });
  };
  names.forEach(visit);
  return found;
};

const LARGE = 500_000; // bytes
const sizeOf = (several) => several.reduce((sum, { bytes }) => sum + bytes, 0);

// --- fetching -------------------------------------------------------------------------------

const arriving = new Map();
const count = { arrived: 0, expected: 0 };

const arrive = ({ file, bytes, integrity }) => {
  if (!arriving.has(file)) {
    if (count.arrived === count.expected) Object.assign(count, { arrived: 0, expected: 0 });
    const content = read(`${FOLDER}${file}`, bytes, integrity);
    arriving.set(file, content);
    content.catch(() => arriving.delete(file)); // so that the next import tries again
  }
  return arriving.get(file);
};

// Each report takes time on the thread that starts the page.
const REPORT_EVERY_MS = 100;
let reported = 0;
const report = () => {
  if (performance.now() < reported + REPORT_EVERY_MS && count.arrived < count.expected) return;
  reported = performance.now();
  dispatchEvent(new CustomEvent("packages:progress", { detail: count }));
};

// A browser would check the hash as well (SRI), but would then report nothing while a file arrives.
const read = async (url, size, integrity) => {
  const stored = await storedArchive(url, size);
  if (stored && (await fits(stored, integrity))) return stored;
  const content = new Uint8Array(size);
  let at = 0;
  count.expected += size;
  try {
    const reader = (await fetch(url, { priority: "low" })).body.getReader();
    for (let part; !(part = await reader.read()).done; at += part.value.length) {
      content.set(part.value, at); // throws if there is more than expected
      count.arrived += part.value.length;
      report();
    }
    if (!(await fits(content, integrity))) throw differs(url);
    if (size >= LARGE) unstored.add(url);
    return content;
  } catch (failure) {
    count.expected -= size;
    count.arrived -= at;
    throw failure;
  }
};

// --- the store ------------------------------------------------------------------------------

// HTTP's cache decompresses a file at each visit, which takes three times as long as reading it from the
// Cache API. Any script can write there, so its hash is compared as well.
const CACHE = "packages";
const QUIET_AFTER_MS = 2000;
const unstored = new Set();

const storedArchive = async (url, size) => {
  if (size < LARGE) return undefined;
  try {
    const answer = await (await caches.open(CACHE)).match(url);
    return answer && new Uint8Array(await answer.arrayBuffer());
  } catch {
    return undefined; // site data is blocked
  }
};

// Stores what was fetched, and deletes what no package of the page has.
const store = async () => {
  const urls = [...unstored];
  unstored.clear();
  if (urls.length === 0) return;
  try {
    const cache = await caches.open(CACHE);
    const signal = untilLeft();
    for (const url of urls) await cache.put(url, await fetch(url, { priority: "low", signal }));
    const files = Object.values((await index).packages).map(({ file }) => `${FOLDER}${file}`);
    for (const { url } of await cache.keys()) if (!files.includes(url)) await cache.delete(url);
  } catch {
    // the next visit tries again
  }
};

// --- ahead ----------------------------------------------------------------------------------

// While Pyodide starts, this fetches what the program's first lines import. It finds most of them;
// Pyodide finds all when it has started.
const LINE = /^(?:from[ \t]+(\w+)|import[ \t]+([^#\n]+))/gm;
export const fetchAhead = async (program) => {
  const [answer, known] = await Promise.all([fetch(program), index]);
  const text = await answer.text();
  const owners = ownersIn(known);
  const names = [...text.matchAll(LINE)].flatMap(([, one, several]) => one ?? several.split(","));
  const tops = names.map((name) => name.trim().match(/^\w*/)[0]);
  const needed = withDependencies(known, tops.flatMap((top) => owners[top] ?? []));
  for (const one of needed) arrive(one).then((content) => compile(one, content)).catch(() => {});
  if (sizeOf(needed) >= LARGE) library = bytes(LIBRARY, { priority: "low" }).catch(() => undefined);
};

// Compiles extension modules while Pyodide starts. Chromium links no larger ones on the main thread at once.
const LINKABLE = 8 << 20; // bytes
const compiling = new Map(); // by their paths
const compile = ({ compiled }, content) => {
  const writeFile = (path, part) => {
    if (compiled.includes(path) && part.length < LINKABLE)
      compiling.set(path, WebAssembly.compile(part).catch(() => undefined)); // linking reports it
  };
  if (compiled.length) unpack(content, { mkdirTree() {}, writeFile });
};

// Nearly every large package imports something of the standard library that a start does not load.
const LIBRARY = `${runtime}built/stdlib-packages.zip`;
let library;

// --- progress -------------------------------------------------------------------------------

// While the page starts, its own bar counts the packages. Later, a bar of their own shows what takes time.
const NOTICEABLE_MS = 300;
const TEXT = { name: "loading_packages", english: "Loading more of this app…" };
const PLACE = { position: "fixed", zIndex: 1, inset: "auto 1rem 1rem", maxInlineSize: "24rem", marginInline: "auto" };

const inTheirLanguage = () => {
  try {
    return JSON.parse(document.querySelector('meta[name="texts"]').content)[TEXT.name] ?? TEXT.english;
  } catch {
    return TEXT.english; // no other language was asked for
  }
};

const showBar = () => {
  const [box, words, bar] = ["div", "span", "progress"].map((tag) => document.createElement(tag));
  const advance = () => (bar.value = count.arrived / count.expected);
  Object.assign(box, { className: "card", role: "status" });
  Object.assign(box.style, PLACE);
  document.body.append(box);
  box.append(words, bar); // into a region that is there already, which is announced more reliably
  words.textContent = bar.ariaLabel = inTheirLanguage();
  addEventListener("packages:progress", advance);
  return () => {
    removeEventListener("packages:progress", advance);
    box.remove();
  };
};

const showProgress = (size) => {
  const page = globalThis.document?.documentElement; // a worker has none
  if (size < LARGE || !page || page.dataset.session === "booting") return () => {};
  let hide = () => {};
  const timer = setTimeout(() => (hide = showBar()), NOTICEABLE_MS);
  return () => {
    clearTimeout(timer);
    hide();
  };
};

// --- loading --------------------------------------------------------------------------------

const joined = (parts) => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
};

// Makes packages importable in a Pyodide that has started.
export const addTo = async (pyodide) => {
  const python = pyodide.pyimport("page_packages");
  const folder = python.FOLDER;
  const known = await index;
  const owners = pyodide.toPy(ownersIn(known));
  const loaded = new Set();
  const missing = (...names) =>
    withDependencies(known, names)
      .filter(({ name }) => !loaded.has(name))
      .map((one) => ({ ...one, url: `${FOLDER}${one.file}` }));

  // Modules do not become files, since Python finds them faster in memory; only those beside an
  // extension module of the same name do, which it prefers. All is copied, so that no archive is kept,
  // except for a file that is most of one.
  const unpackTo = (place, content, extensions = []) => {
    const [paths, parts] = [[], []];
    const mkdirTree = (place) => pyodide.FS.mkdirTree(place);
    const writeFile = (path, part, options) => {
      const isModule = path.endsWith(".pyc") && !extensions.includes(path);
      const isMost = part.length > content.length / 2;
      if (!isModule) return pyodide.FS.writeFile(path, isMost ? part : part.slice(), options);
      paths.push(path);
      parts.push(part);
    };
    unpack(content, { mkdirTree, writeFile }, `${place}/`);
    python.add_modules(paths.join("\n"), Uint32Array.from(parts, ({ length }) => length), joined(parts));
  };
  const put = (name, content) => {
    if (loaded.has(name)) return;
    const { file, compiled } = known.packages[name];
    unpackTo(folder, content, compiled.map((path) => `${folder}/${path.replace(/\.[^/]*$/, ".pyc")}`));
    arriving.delete(file);
    loaded.add(name);
  };

  // What was compiled ahead is linked as emscripten does it for the files that it preloads.
  const link = async (path) => {
    const { loadWebAssemblyModule, preloadedWasm } = pyodide._module;
    const [place, module] = [`${folder}/${path}`, await compiling.get(path)];
    compiling.delete(path);
    const flags = { loadAsync: true, nodelete: true };
    if (module) preloadedWasm[place] = await loadWebAssemblyModule(module, flags, place, {});
    await pyodide._api.loadDynlib(place);
  };

  // One call at a time, so that nothing is linked before what it needs.
  let turn = Promise.resolve();
  const load = (...names) => {
    const wanted = missing(...names);
    const hide = showProgress(sizeOf(wanted));
    const contents = Promise.all(wanted.map(arrive));
    contents.catch(() => {}); // whoever waits for this turn gets the error
    turn = turn.catch(() => {}).then(async () => {
      await contents;
      for (const one of missing(...names)) {
        put(one.name, await arrive(one));
        for (const path of one.compiled) await link(path);
      }
    });
    turn.then(() => setTimeout(store, QUIET_AFTER_MS)).catch(() => {}); // whoever waits gets the error
    return turn.finally(hide);
  };

  python.install(owners, { load, missing, put });

  // A program's first imports are loaded at once, and also where Python cannot wait for JavaScript.
  const { runPythonAsync } = pyodide;
  pyodide.runPythonAsync = async (code, ...rest) => {
    const first = python.packages_of(code, owners).toJs();
    await load(...first).catch(() => {}); // the import reports it
    const arrived = first.length && (await library);
    const place = python.LIBRARY_OF_PACKAGES;
    if (arrived && !pyodide.FS.analyzePath(place).exists) unpackTo(place, arrived);
    return runPythonAsync.call(pyodide, code, ...rest);
  };
};
