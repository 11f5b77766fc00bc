// For pages with the attribute `worker`: changes what boot.js starts. The launcher keeps the session and
// serves it to ports; the app runs in a worker.

import { hasSession, isComingBack, packagesIndex, program, root, runtime } from "./interpreters.js";

const tag = document.querySelector("script[worker]");
const kind = tag.getAttribute("worker") || tag.type;
const type = kind === "mpy" ? "mpy" : "py";

const ADDRESS = new URL("worker.js", import.meta.url).href;
const UNFETCHED = "the worker could not be started";

// The page's policy allows no other way to start a worker (Trusted Types), and this one allows one
// address. It is made before any other program runs, and a second one of this name is refused. A page
// whose programs are in frames starts no worker, and its policy allows none.
const policy =
  kind !== "elsewhere" &&
  globalThis.trustedTypes?.createPolicy("worker", {
    createScriptURL: (address) => {
      if (address === ADDRESS) return address;
      throw new TypeError("only the app's worker can be started");
    },
  });

// --- ports ----------------------------------------------------------------------------------

let serve;
const waiting = [];
const offer = (port, isTheApps = false) => (serve ? serve(port, isTheApps) : waiting.push([port, isTheApps]));

const servePorts = (function_) => {
  serve = function_;
  for (const one of waiting.splice(0)) serve(...one);
};

// `static/owner.js`, here or in frames, and other modules of this origin push ports there, possibly
// before now.
for (const port of globalThis.cognitoPorts ?? []) offer(port);
globalThis.cognitoPorts = { push: (port) => offer(port) };

// --- the app's worker -----------------------------------------------------------------------

let worker, settings, failures = 0;
const load = () => {
  if (worker || kind === "elsewhere") return;
  worker = new Worker(policy ? policy.createScriptURL(ADDRESS) : ADDRESS, { type: "module" });
  worker.onmessage = ({ data }) => fail(data.failed);
  worker.onerror = ({ message }) => (message || (failures += 1) > 1 ? fail(message || UNFETCHED) : loadAgain());
  const { integrity = {} } = JSON.parse(document.querySelector('script[type="importmap"]')?.textContent ?? "{}");
  worker.postMessage({ load: { type, runtime, packagesIndex, integrity } });
};

// It was started early, possibly on a bad network.
const loadAgain = () => {
  worker = undefined;
  if (settings) startApp(settings);
};

const fail = (message) => {
  console.error(message);
  const trouble = document.querySelector("#trouble p");
  if (!trouble) return;
  for (const words of trouble.children) words.hidden = words.dataset.text !== "trouble_app";
  trouble.hidden = false;
};

// With a session, the app is needed for certain, and on the way back from Cognito soon: its interpreter
// starts beside the launcher, on another thread.
if (hasSession() || (isComingBack() && !navigator.connection?.saveData)) load();

const startApp = (config) => {
  settings = config;
  load();
  if (!worker) return;
  const { port1, port2 } = new MessageChannel();
  offer(port1, true);
  const files = Object.entries(config.files ?? {}).map(([from, to]) => [new URL(from, root).href, to]);
  worker.postMessage({ run: { address: program.address, files, config } }, [port2]);
};

program.launcher = "owner_launcher";
program.boot = { startApp, servePorts };
