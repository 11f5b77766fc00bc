// Starts PyScript under a strict policy, shows how far it is, and says so when it gets nowhere.

const STALLED_AFTER_MS = 10_000;

const page = document.documentElement;
const isBooting = () => page.dataset.session === "booting";

// --- progress -------------------------------------------------------------------------------

// What each interpreter is made of, in thousands of bytes as they are on disk, and about how many
// steps PyScript tells of until it runs. A file counts when all of it is there.
const KILOBYTES = {
  mpy: { "core-C9KDLldu.js": 136, "micropython.mjs": 108, "micropython.wasm": 446, "auth.mpy.zip": 80 },
  py: { "pyodide.asm.mjs": 1250, "pyodide.asm.wasm": 9598, "stdlib.zip": 3219, "auth.py.zip": 335 },
};
const STEPS = 10;
const SHARE_OF_BYTES = 0.8;

const bars = document.querySelectorAll("progress"); // one of them shows
const arrived = new Set();
const steps = { mpy: 0, py: 0 };
let timer = 0;

// After the gate, the app has a bar of its own.
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
  for (const { name } of list.getEntries()) arrived.add(name.slice(name.lastIndexOf("/") + 1));
  if (isBooting()) advance();
});
files.observe({ type: "resource", buffered: true });

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
  clearTimeout(timer);
  trouble.hidden = true;
  show(1);
};

// A moment's grace: not every error is fatal, and MicroPython may be up before this is read.
const suspect = () => setTimeout(() => fail("trouble_failed"), 1000);

addEventListener("unhandledrejection", suspect);
addEventListener("error", suspect, true);
addEventListener("securitypolicyviolation", suspect);
for (const type of ["mpy", "py"])
  addEventListener(`${type}:done`, () => {
    const handedOver = type === "mpy" && document.querySelector("py-script");
    if (!handedOver) suspect();
  });

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

// --- PyScript -------------------------------------------------------------------------------

// PyScript watches the document and runs any Python element that appears in it. Its observers are
// kept here and dropped once the app is up: from then on, no injected markup can become code. The
// gate alone does not count: somebody may yet sign in, in another tab, and then it adds the app.
const Native = MutationObserver;
const observers = [];
globalThis.MutationObserver = class extends Native {
  constructor(callback) {
    super(callback);
    observers.push(this);
  }
};

const gate = document.querySelector('script[src$="/auth/gate.py"]');

new Native((_, self) => {
  if (isBooting()) return advance();
  settle();
  if (gate && !document.querySelector("py-script")) return;
  files.disconnect();
  self.disconnect();
  observers.forEach((observer) => observer.disconnect());
  globalThis.MutationObserver = Native;
}).observe(page, { attributeFilter: ["data-session"] });

advance();
await speakTheirLanguage();
try {
  const { hooks } = await import("./runtime/pyscript/core.js");
  hooks.worker.onBeforeRunAsync.clear(); // its only member is compiled from text: 'unsafe-eval'
} catch {
  fail("trouble_failed");
}
