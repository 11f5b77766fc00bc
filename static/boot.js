// Starts the page's program, shows progress, and shows a message if the page cannot be started.

import { kilobytes, packageName } from "./runtime/built/versions.js";

const STALLED_AFTER_MS = 10_000;

const page = document.documentElement;
page.dataset.started = ""; // until then, the style sheet shows a message after a while
const isBooting = () => page.dataset.session === "booting";

// --- progress -------------------------------------------------------------------------------

// Thousands of bytes that each interpreter loads, and how many steps PyScript reports, about. A file
// counts when it has arrived completely.
const KILOBYTES = {
  mpy: { ...kilobytes.mpy, "auth.mpy.bin": 180 },
  py: { ...kilobytes.py, "auth.py.zip": 400 },
};
const IN_PLACE_OF = {
  "pyodide.bin": "stdlib.zip",
  "launcher.mpy.bin": "auth.mpy.bin",
  "vault.mpy.bin": "auth.mpy.bin",
  "launcher.mjs": "micropython.mjs",
  "launcher.wasm": "micropython.wasm",
};
const STEPS = 10;
const SHARE_OF_BYTES = 0.8;

const bars = document.querySelectorAll("progress"); // one of them shows
const arrived = new Set();
let packages = { arrived: 0, expected: 0 }; // bytes, which static/packages.js counts
const steps = { mpy: 0, py: 0 };
let timer = 0;

// After the launcher, the app has a bar of its own.
const interpreter = () => (document.querySelector('py-script, script[type="py"]') ? "py" : "mpy");

const show = (share) => bars.forEach((bar) => (bar.value = share));

const advance = () => {
  const [type, files] = [interpreter(), Object.entries(KILOBYTES[interpreter()])];
  const sum = (some) => some.reduce((total, [, size]) => total + size, 0);
  const bytes =
    (sum(files.filter(([name]) => arrived.has(name))) + packages.arrived / 1000) / (sum(files) + packages.expected / 1000);
  const others = Math.min(steps[type] / STEPS, 1);
  show(Math.min(SHARE_OF_BYTES * bytes + (1 - SHARE_OF_BYTES) * others, 0.97));
  clearTimeout(timer);
  timer = setTimeout(() => fail("trouble_slow"), STALLED_AFTER_MS);
};

const files = new PerformanceObserver((list) => {
  for (const { name, responseStatus } of list.getEntries()) {
    const file = name.slice(name.lastIndexOf("/") + 1);
    const isMissing = responseStatus === 0 || responseStatus >= 400;
    if (isMissing && file.endsWith(".wasm")) suspect(); // Pyodide would wait for it for ever
    arrived.add(IN_PLACE_OF[file] ?? file);
  }
  if (isBooting()) advance();
});

for (const type of ["mpy", "py"])
  addEventListener(`${type}:progress`, () => {
    steps[type] += 1;
    advance();
  });

addEventListener("packages:progress", ({ detail }) => {
  packages = detail;
  if (isBooting()) advance();
});

// --- watchdog -------------------------------------------------------------------------------

const trouble = document.querySelector("#trouble p") ?? document.createElement("p");
const ADVISED = ["trouble_failed", "trouble_slow"];

// Shows one of the reasons in #trouble, and a detail as text.
const fail = (reason, detail = "") => {
  if (!isBooting() || !trouble.hidden) return; // the first reason is the cause
  for (const words of trouble.children)
    words.hidden = words.dataset.text !== reason && !(words.dataset.text === "trouble_advice" && ADVISED.includes(reason));
  if (detail) trouble.append(Object.assign(document.createElement("code"), { textContent: detail }));
  trouble.hidden = false;
};

// The app's own program failed. In development, the page shows why.
const failInApp = async (error) =>
  fail("trouble_app", "development" in page.dataset ? (await import("./mistake.js")).describe(error) : "");
addEventListener("app:failed", ({ detail }) => failInApp(detail));

const settle = () => {
  files.disconnect();
  clearTimeout(timer);
  trouble.hidden = true;
  show(1);
};

// After a second, since not every error is fatal.
const suspect = () => setTimeout(() => fail("trouble_failed"), 1000);

addEventListener("unhandledrejection", suspect);
addEventListener("error", suspect, true);
addEventListener("securitypolicyviolation", suspect);
for (const type of ["mpy", "py"]) addEventListener(`${type}:done`, suspect);

// --- language -------------------------------------------------------------------------------

// The page is in English; another language comes from `?lang=` or the browser's preference. A sign-in
// restores the address that it started from, so this runs again whenever the session changes.
const written = page.lang;
const speakTheirLanguage = () => (speaking = speaking.then(speak));
let speaking = Promise.resolve();
const speak = async () => {
  const offered = [written, ...(page.dataset.languages ?? "").split(" ")];
  const wanted = [new URLSearchParams(location.search).get("lang") ?? "", ...navigator.languages];
  const language = wanted.map((tag) => tag.split("-")[0].toLowerCase()).find((one) => offered.includes(one));
  if (!language || language === page.lang) return;
  try {
    await (await import("./language.js")).speak(language);
    if (!isBooting()) dispatchEvent(new Event("languagechange")); // for what Python has written
  } catch {
    // keep the current language
  }
};

// --- older browsers -------------------------------------------------------------------------

const hasEverything = () => {
  try {
    const added = [Promise.withResolvers, AbortSignal.any, AbortSignal.timeout, Object.hasOwn];
    const needed = [BroadcastChannel, structuredClone, customElements, TextDecoder, crypto.subtle, indexedDB];
    return [...added, ...needed].every(Boolean);
  } catch {
    return false; // it does not exist, or site data is blocked
  }
};

// --- the program ----------------------------------------------------------------------------

const follow = () => {
  speakTheirLanguage();
  if (!isBooting()) return settle();
  for (const type of ["resource", "mark"]) files.observe({ type, buffered: true });
  advance();
};
new MutationObserver(follow).observe(page, { attributeFilter: ["data-session"] });

const pyScript = () => import("./pyscript.js");
const interpreters = () => import("./interpreters.js");
const startPyodide = async () => (await interpreters()).startPyodide();
const startApp = async () => {
  startPyodide(); // which PyScript will ask for
  await speakTheirLanguage();
  (await pyScript()).startApp("py");
};

// While launcher or vault waits for tokens, Pyodide starts, but only if the response takes longer than from
// this machine: before that, it would delay the launcher.
const FAR_AFTER_MS = 50;
const startPyodideIfSlow = () => {
  if (navigator.connection?.saveData) return () => {}; // the sign-in may fail
  const timer = setTimeout(() => startPyodide().catch(() => {}), FAR_AFTER_MS);
  return () => clearTimeout(timer);
};

// The page's head preloads what the launcher gets (server/page_head.py).
const IMAGES = ["launcher.mpy.bin", "vault.mpy.bin"];
const image = IMAGES.find((name) => document.querySelector(`link[href$="/${name}"]`));

const readConfiguration = async () => {
  const [text, { parse }] = await Promise.all([
    fetch(new URL("../pyscript.toml", import.meta.url)).then((answer) => answer.text()),
    import("./runtime/pyscript/toml.js"),
  ]);
  return parse(text);
};

// The launcher runs without PyScript, so the landing page does not wait for it.
const startLauncher = async () => {
  // The query takes some time, so it starts before Python.
  const locksQuery = navigator.locks?.query().catch(() => null);
  const reading = readConfiguration();
  const { fetchKeys, isComingBack, loadMicroPython, program } = await interpreters();
  const comesBack = isComingBack();
  if (comesBack && program.hasVault) program.exchanging = startPyodideIfSlow;
  const loading = loadMicroPython({ image, stdout: console.log, stderr: console.error });
  const config = await reading;
  const keys = comesBack && !program.hasVault ? fetchKeys(config.keys_url) : null;
  const python = await loading;
  const path = Object.keys(config.files ?? {}).find((path) => path.endsWith("/landing.py"));
  const landing = path ? await fetch(path).then((answer) => (answer.ok ? answer.text() : "")) : "";
  python.registerJsModule("polyscript", { config });
  python.registerJsModule("boot", {
    locksQuery, keys, startPyodideIfSlow, startApp, landing, ...program.boot,
  });
  performance.mark("launcher starts");
  await python.pyimport(`${packageName}.page.${program.launcher ?? "launcher"}`).main().catch((error) => {
    failInApp(error);
    throw error; // for the console
  });
  performance.mark("launcher decides");
};

follow();
await speakTheirLanguage();
// The document chooses the interpreter, the release the program.
const start = document.querySelector('script#app[type="text/x-python"], script[type="py"], script[type="mpy"]');
const hasLauncher = start?.id === "app" || start?.hasAttribute("worker");
const missing = hasEverything() ? [] : (await import("./older.js")).findMissing(hasLauncher);
if (missing.length) fail("trouble_browser", missing.join(", "));
else if (hasLauncher) await startLauncher();
else if (start) await pyScript().then(({ startApp }) => startApp(start.type));
