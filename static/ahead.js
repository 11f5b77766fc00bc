// Has Pyodide at hand, or up, by the time the launcher finds that somebody is signed in.

import { appFiles, program, startPyodide, untilLeft } from "./interpreters.js";

const hasLauncher = document.querySelector('script#app[type="text/x-python"]');
const isComingBack = new URLSearchParams(location.search).has("code");

const hasSession = () => {
  try {
    return Object.keys(sessionStorage).some((key) => key.startsWith("cognito.session."));
  } catch {
    return false; // site data is blocked: the launcher says so
  }
};

// Not by rel=prefetch: WebKit knows none, and Firefox refuses it where `default-src` is 'none'.
const intoTheCache = async (address, signal) => {
  try {
    await (await fetch(address, { priority: "low", signal })).arrayBuffer();
  } catch {
    // whoever needs it will ask again, and is told
  }
};

const fetchAhead = () => {
  const isLeaving = document.documentElement.dataset.session === "signing_in";
  if (isLeaving || navigator.connection?.saveData) return;
  const signal = untilLeft();
  const files = [...appFiles.modules, ...appFiles.data, program.address];
  files.forEach((address) => intoTheCache(address, signal));
  import("./pyodide.js").then(({ fetchImage }) => fetchImage());
};

const whenIdle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 1000));

// Who has a session needs Pyodide for certain, and it starts beside the launcher. Who comes back from
// Cognito will soon, but any file that comes now is in the launcher's way; everybody else reads the
// landing page.
if (hasLauncher) {
  if (hasSession()) startPyodide();
  else if (!isComingBack) import("./boot.js").then(() => whenIdle(fetchAhead)); // who has decided
}
