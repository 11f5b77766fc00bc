// Has Pyodide at hand, or up, by the time the gate finds that somebody is signed in.

import { pyodideFiles, startPyodide } from "./interpreters.js";

const hasGate = document.querySelector('script[src$="/auth/gate.py"]') !== null;
const isComingBack = new URLSearchParams(location.search).has("code");

const hasSession = () => {
  try {
    return Object.keys(sessionStorage).some((key) => key.startsWith("cognito.session."));
  } catch {
    return false; // site data is blocked: the gate says so
  }
};

const link = (rel, href) => Object.assign(document.createElement("link"), { rel, href });

// Not by rel=prefetch: WebKit knows none, and Firefox refuses it where `default-src` is 'none'.
const intoTheCache = async (address) => {
  try {
    await (await fetch(address, { priority: "low" })).arrayBuffer();
  } catch {
    // whoever needs it will ask again, and is told
  }
};

const fetchAhead = () => {
  if (navigator.connection?.saveData) return;
  document.head.append(...pyodideFiles.modules.map((address) => link("modulepreload", address)));
  [...pyodideFiles.data, document.getElementById("app").href].forEach(intoTheCache);
};

const whenIdle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 1000));

// Who has a session needs Pyodide for certain, and it starts beside the gate. Who comes back from
// Cognito will soon; everybody else reads the landing page first.
if (hasGate) {
  if (hasSession()) startPyodide();
  else if (isComingBack) fetchAhead();
  else addEventListener("mpy:done", () => whenIdle(fetchAhead), { once: true });
}
