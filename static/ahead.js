// Fetches or starts Pyodide before the launcher knows whether somebody is signed in.

import { appFiles, hasSession, isComingBack, program, startPyodide, untilLeft } from "./interpreters.js";

const hasLauncher = document.querySelector('script#app[type="text/x-python"]');

// Not with rel=prefetch: WebKit does not support it, and Firefox refuses it under default-src 'none'.
const intoTheCache = async (address, signal) => {
  try {
    await (await fetch(address, { priority: "low", signal })).arrayBuffer();
  } catch {
    // the code that needs the file fetches it again, and gets the error
  }
};

const fetchAhead = () => {
  const isLeaving = document.documentElement.dataset.session === "signing_in";
  if (isLeaving || navigator.connection?.saveData) return;
  const signal = untilLeft();
  const files = [...appFiles.modules, ...appFiles.data, program.address];
  files.forEach((address) => intoTheCache(address, signal));
  import("./pyodide.js").then(({ fetchImage }) => fetchImage()).catch(() => {}); // the app tries again
};

const whenIdle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 1000));

// With a session, Pyodide is needed for certain, so it starts beside the launcher. On the way back from
// Cognito it is needed soon, but would slow the launcher down now. On the landing page it can wait.
if (hasLauncher) {
  if (hasSession()) startPyodide();
  else if (!isComingBack()) import("./boot.js").then(() => whenIdle(fetchAhead)); // after the launcher
}
