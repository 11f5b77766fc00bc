// Starts the page's program, shows how far it is, and says so when it gets nowhere.

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
const suspect = () => setTimeout(() => fail("This page could not be started."), 1000);

addEventListener("unhandledrejection", suspect);
addEventListener("error", suspect, true);
addEventListener("securitypolicyviolation", suspect);
for (const type of ["mpy", "py"]) addEventListener(`${type}:done`, suspect);

// --- the program ----------------------------------------------------------------------------

new MutationObserver(() => (isBooting() ? advance() : settle())).observe(page, {
  attributeFilter: ["data-session"],
});

const pyScript = () => import("./pyscript.js");

// The gate needs no PyScript: who only reads the landing page does not wait for it.
const startApp = () => pyScript().then((module) => module.startApp());
const openTheGate = async () => {
  const [text, { loadMicroPython }, { parse }] = await Promise.all([
    fetch(document.querySelector("py-config").getAttribute("src")).then((answer) => answer.text()),
    import("./interpreters.js"),
    import("./runtime/pyscript/toml-V4Savzlc.js"),
  ]);
  const python = await loadMicroPython({ stdout: console.log, stderr: console.error });
  python.registerJsModule("polyscript", { config: parse(text) });
  python.registerJsModule("boot", { startApp });
  performance.mark("gate starts");
  await python.pyimport("auth.gate").main();
  performance.mark("gate decides");
  dispatchEvent(new Event("gate:done"));
};

advance("Starting…");
if (document.getElementById("app")) await openTheGate();
else await pyScript().then((module) => module.startPyScript());
