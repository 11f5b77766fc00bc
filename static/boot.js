// Starts the page's program, shows how far it is, and says so when it gets nowhere.

import { kilobytes } from "./runtime/built/versions.js";

const STALLED_AFTER_MS = 10_000;

const page = document.documentElement;
const isBooting = () => page.dataset.session === "booting";

// --- progress -------------------------------------------------------------------------------

// What each interpreter loads, in thousands of bytes on disk (for `auth` about), and about how many
// steps PyScript tells of until it runs. A file counts when all of it is there.
const KILOBYTES = {
  mpy: { ...kilobytes.mpy, "auth.mpy.bin": 180 },
  py: { ...kilobytes.py, "auth.py.zip": 400 },
};
const IN_PLACE_OF = { "pyodide.bin": "stdlib.zip" };
const STEPS = 10;
const SHARE_OF_BYTES = 0.8;

const bars = document.querySelectorAll("progress"); // one of them shows
const arrived = new Set();
const steps = { mpy: 0, py: 0 };
let timer = 0;

// After the launcher, the app has a bar of its own.
const interpreter = () => (document.querySelector('py-script, script[type="py"]') ? "py" : "mpy");

const show = (share) => bars.forEach((bar) => (bar.value = share));

const advance = () => {
  const [type, files] = [interpreter(), Object.entries(KILOBYTES[interpreter()])];
  const sum = (some) => some.reduce((total, [, size]) => total + size, 0);
  const bytes = sum(files.filter(([name]) => arrived.has(name))) / sum(files);
  const others = Math.min(steps[type] / STEPS, 1);
  show(Math.min(SHARE_OF_BYTES * bytes + (1 - SHARE_OF_BYTES) * others, 0.97));
  clearTimeout(timer);
  timer = setTimeout(() => fail("trouble_slow"), STALLED_AFTER_MS);
};

const files = new PerformanceObserver((list) => {
  for (const { name } of list.getEntries()) {
    const file = name.slice(name.lastIndexOf("/") + 1);
    arrived.add(IN_PLACE_OF[file] ?? file);
  }
  if (isBooting()) advance();
});

for (const type of ["mpy", "py"])
  addEventListener(`${type}:progress`, () => {
    steps[type] += 1;
    advance();
  });

// --- watchdog -------------------------------------------------------------------------------

const trouble = document.querySelector("#trouble p");

const fail = (reason) => {
  if (!isBooting() || !trouble.hidden) return; // what was said first is the cause
  for (const words of trouble.children)
    words.hidden = ![reason, "trouble_advice"].includes(words.dataset.text);
  trouble.hidden = false;
};

const settle = () => {
  files.disconnect();
  clearTimeout(timer);
  trouble.hidden = true;
  show(1);
};

// A moment's grace: not every error is fatal, and MicroPython may be up before this is read.
const suspect = () => setTimeout(() => fail("trouble_failed"), 1000);

addEventListener("unhandledrejection", suspect);
addEventListener("error", suspect, true);
addEventListener("securitypolicyviolation", suspect);
for (const type of ["mpy", "py"]) addEventListener(`${type}:done`, suspect);

// --- language -------------------------------------------------------------------------------

// The page is in English, which costs nothing. Another language that it offers is fetched when the
// address asks for it, or else the person's browser does.
const speakTheirLanguage = async () => {
  const offered = [page.lang, ...(page.dataset.languages ?? "").split(" ")];
  const wanted = [new URLSearchParams(location.search).get("lang") ?? "", ...navigator.languages];
  const language = wanted.map((tag) => tag.split("-")[0].toLowerCase()).find((one) => offered.includes(one));
  if (!language || language === page.lang) return;
  try {
    await (await import("./language.js")).speak(language);
  } catch {
    // English is better than nothing.
  }
};

// --- the program ----------------------------------------------------------------------------

const follow = () => {
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
  (await pyScript()).startApp("py");
};

// The launcher asks Cognito for tokens, and whoever gets them gets the app. Pyodide would be in its way,
// but not while it waits for longer than a near server takes.
const FAR_AFTER_MS = 150;
const expectApp = () => {
  if (navigator.connection?.saveData) return () => {}; // who knows what the answer is
  const timer = setTimeout(() => startPyodide().catch(() => {}), FAR_AFTER_MS);
  return () => clearTimeout(timer);
};

// The launcher needs no PyScript: who only reads the landing page does not wait for it.
const startLauncher = async () => {
  // Which tabs have a session takes the browser a moment to tell: it is asked before Python is up.
  const locksQuery = navigator.locks?.query().catch(() => null);
  const [text, { loadMicroPython }, { parse }] = await Promise.all([
    fetch(new URL("../pyscript.toml", import.meta.url)).then((answer) => answer.text()),
    interpreters(),
    import("./runtime/pyscript/toml.js"),
  ]);
  const python = await loadMicroPython({ stdout: console.log, stderr: console.error });
  python.registerJsModule("polyscript", { config: parse(text) });
  python.registerJsModule("boot", { locksQuery, expectApp, startApp });
  performance.mark("launcher starts");
  await python.pyimport("auth.page.launcher").main();
  performance.mark("launcher decides");
};

follow();
await speakTheirLanguage();
// The document says how a page starts. Which program that is, the release says.
const start = document.querySelector('script#app[type="text/x-python"], script[type="py"], script[type="mpy"]');
if (start?.id === "app") await startLauncher();
else if (start) await pyScript().then(({ startApp }) => startApp(start.type));
