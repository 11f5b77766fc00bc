// Adds what browsers before 2024 lack, and finds what cannot be added. docs/your-own-page.md names the
// oldest versions.

Object.hasOwn ??= (object, name) => Object.prototype.hasOwnProperty.call(object, name);

Promise.withResolvers ??= function () {
  const made = {};
  made.promise = new this((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};

AbortSignal.timeout ??= (milliseconds) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException("signal timed out", "TimeoutError")), milliseconds);
  return controller.signal;
};

AbortSignal.any ??= (signals) => {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) controller.abort(signal.reason);
    signal.addEventListener("abort", () => controller.abort(signal.reason), { once: true });
  }
  return controller.signal;
};

const exists = (name) => {
  try {
    return Boolean(globalThis[name]);
  } catch {
    return false; // site data is blocked
  }
};

// Returns the names of what the page needs and the browser lacks. PyScript needs a database for Pyodide,
// which the app runs on after the launcher. Checked before a sign-in, which could not be finished here.
export const findMissing = (hasLauncher) => {
  const needed = ["BroadcastChannel", "structuredClone", "customElements", "TextDecoder"];
  const missing = (hasLauncher ? [...needed, "indexedDB"] : needed).filter((name) => !exists(name));
  return crypto.subtle ? missing : [...missing, "crypto.subtle"];
};
