// Starts PyScript under a strict policy, shows how far it is, and says so when it gets nowhere.

const STALLED_AFTER_MS = 10_000;
const STEPS = 10; // progress events of one interpreter, give or take

const page = document.documentElement;
const isBooting = () => page.dataset.session === "booting";

// --- progress -------------------------------------------------------------------------------

const bar = document.querySelector("#progress progress");
const words = document.querySelector("#progress span");
let steps = 0;
let timer = 0;

const advance = (text) => {
  steps += 1;
  bar.value = Math.min(steps / (2 * STEPS), 0.95);
  if (text) words.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => fail("This page is taking unusually long to start."), STALLED_AFTER_MS);
};

for (const type of ["mpy", "py"])
  addEventListener(`${type}:progress`, () => advance(type === "py" ? "Starting the app…" : "Starting…"));

// --- watchdog -------------------------------------------------------------------------------

const trouble = document.getElementById("trouble");

const fail = (reason) => {
  if (!isBooting() || !trouble.hidden) return; // what was said first is the cause
  trouble.textContent = `${reason} Reload it to try again; if that does not help, allow site data and WebAssembly for this page, or use another browser.`;
  trouble.hidden = false;
};

const settle = () => {
  clearTimeout(timer);
  trouble.hidden = true;
  bar.value = 1;
};

// A moment's grace: not every error is fatal, and MicroPython may be up before this is read.
const suspect = (isFine = () => false) =>
  setTimeout(() => isFine() || fail("This page could not be started."), 1000);

addEventListener("unhandledrejection", () => suspect());
addEventListener("error", () => suspect(), true);
addEventListener("securitypolicyviolation", () => suspect());
addEventListener("py:done", () => suspect());
// The gate may hand over later, when another tab gives it a session.
addEventListener("mpy:done", () => suspect(() => document.querySelector("py-script")));

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
  self.disconnect();
  observers.forEach((observer) => observer.disconnect());
  globalThis.MutationObserver = Native;
}).observe(page, { attributeFilter: ["data-session"] });

advance("Starting…");
try {
  const { hooks } = await import("./runtime/pyscript/core.js");
  hooks.worker.onBeforeRunAsync.clear(); // its only member is compiled from text: 'unsafe-eval'
} catch {
  fail("This page could not be started.");
}
