// For `token_storage = "worker"`: starts the worker that has the session's tokens, and does for it what
// only a page can: address bar, storage, events. The page's programs ask the worker over ports.

import { isComingBack, program, runtime } from "./interpreters.js";

// What the worker imports, and the hashes against which it checks that, as import maps do not reach workers.
const MODULES = ["pyscript/toml.js", "built/versions.js", "built/launcher.mjs", "micropython/micropython.mjs"];
const addresses = MODULES.map((name) => import.meta.resolve(`./runtime/${name}`));
const { integrity = {} } = JSON.parse(document.querySelector('script[type="importmap"]')?.textContent ?? "{}");
const hashOf = (address) => integrity[new URL(address).pathname];

const where = new URL("vault_worker.js", import.meta.url);
const hashes = [new URL("interpreters.js", import.meta.url), ...addresses].map(hashOf);
where.search = new URLSearchParams({ runtime, toml: addresses[0], hashes });
const ADDRESS = where.href; // which is the worker's identity, the same for all pages of a release

// The page's policy allows no other way to start a worker (Trusted Types), and this one allows one
// address. It is made before any other program runs, and a second one of this name is refused.
const policy = globalThis.trustedTypes?.createPolicy("worker", {
  createScriptURL: (address) => {
    if (address === ADDRESS) return address;
    throw new TypeError("only the vault can be started");
  },
});

const fail = (reason) => reportError(new Error(`vault: ${reason}`)); // boot.js shows that the page has failed

const start = () => {
  const address = policy ? policy.createScriptURL(ADDRESS) : ADDRESS;
  const options = { type: "module", name: "vault" };
  const isShared = "SharedWorker" in globalThis; // else each tab has a worker of its own
  const worker = isShared ? new SharedWorker(address, options) : new Worker(address, options);
  worker.onerror = () => fail("the worker could not be started");
  const { port1, port2 } = new MessageChannel();
  (isShared ? worker.port : worker).postMessage({ isComingBack: isComingBack() }, [port2]);
  return port1;
};

const port = start();
const send = (type, members, ...ports) => port.postMessage(JSON.stringify({ type, ...members }), ports);

// --- what the page does for the vault -------------------------------------------------------

const OWN = "cognito.";
const LEFT_BEHIND = "cognito.session."; // of a page that stored tokens; the vault removes its own
const STORES = { session: "sessionStorage", shared: "localStorage" };

const entriesOf = (name) => {
  try {
    const entries = Object.entries(globalThis[name]);
    return Object.fromEntries(entries.filter(([key]) => key.startsWith(OWN) && !key.startsWith(LEFT_BEHIND)));
  } catch {
    return null; // site data is blocked
  }
};

let isRefused = false; // what could not be stored is not left for
const ACTIONS = {
  store: ({ area, key, value }) => {
    try {
      if (value === null) globalThis[STORES[area]].removeItem(key);
      else globalThis[STORES[area]].setItem(key, value);
    } catch {
      isRefused ||= area === "session" && value !== null;
      send("refused", { area });
    }
  },
  show: ({ url }) => {
    history.replaceState(history.state, "", url);
    tellPlace();
    program.exchanging?.(); // the vault has taken a code out of the URL
  },
  go: ({ url, replace }) => {
    if (isRefused) isRefused = false;
    else if (replace) location.replace(url);
    else location.assign(url);
  },
  follow: () => {
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, active, true);
  },
  closed: ({ reason }) => fail(reason),
};

let told = location.href;
const address = () => `${location.origin}${location.pathname}${location.search}${location.hash}`; // without a user name
const tellPlace = () => {
  if (told !== location.href) send("place", { url: address() });
  told = location.href;
};
globalThis.navigation?.addEventListener("currententrychange", tellPlace);
for (const name of ["popstate", "hashchange", "pointerdown", "keydown"]) addEventListener(name, tellPlace, true);

const ACTIVE_MS = 1000;
let activeAt = 0;
const active = () => {
  if (performance.now() - activeAt < ACTIVE_MS) return;
  activeAt = performance.now();
  send("moment", { name: "active" });
};

const woken = () => document.visibilityState !== "hidden" && send("moment", { name: "woken" });
addEventListener("online", woken, true);
document.addEventListener("visibilitychange", woken, true);
addEventListener("pageshow", ({ persisted }) => persisted && send("moment", { name: "brought_back" }), true);
globalThis.navigation?.addEventListener("navigateerror", () => send("moment", { name: "stayed" }));
addEventListener("pagehide", ({ persisted }) => !persisted && send("bye"), true);
addEventListener("storage", ({ storageArea, key, newValue }) => {
  if (storageArea === globalThis.localStorage && key?.startsWith(OWN))
    send("stored", { area: "shared", key, value: newValue });
});

port.onmessage = ({ data }) => {
  const { type, ...members } = JSON.parse(data);
  ACTIONS[type](members);
};
send("open", { version: 1, url: address(), session: entriesOf("sessionStorage"), shared: entriesOf("localStorage") });

// --- what the vault does for the page -------------------------------------------------------

// Only Python that this page has started can import it.
const openPort = () => {
  const { port1, port2 } = new MessageChannel();
  send("client", {}, port2);
  return port1;
};

const { prepare } = program;
program.prepare = (interpreter) => {
  interpreter.registerJsModule("cognito_vault", { openPort });
  return prepare(interpreter);
};
program.hasVault = true;
