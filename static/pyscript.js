// Starts PyScript under a strict policy, and closes the door behind the app.

const page = document.documentElement;
const PYTHON = "py-script, mpy-script, script[type=py], script[type=mpy]";
const IS_PYTHON = /^m?py-/;

const disarm = (element) => {
  for (const name of element.getAttributeNames())
    if (IS_PYTHON.test(name)) element.removeAttribute(name);
};

// PyScript watches the document and runs any Python element that appears in it. Its observers are
// kept here and dropped once the app is up: from then on, no injected markup can become code.
export const startPyScript = async () => {
  const Native = MutationObserver;
  const observers = [];
  globalThis.MutationObserver = class extends Native {
    constructor(callback) {
      super(callback);
      observers.push(this);
    }
  };
  new Native((_, self) => {
    if (page.dataset.session === "booting") return;
    [self, ...observers].forEach((observer) => observer.disconnect());
    globalThis.MutationObserver = Native;
  }).observe(page, { attributeFilter: ["data-session"] });

  const { hooks } = await import("./runtime/pyscript/core.js");
  hooks.worker.onBeforeRunAsync.clear(); // its only member is compiled from text: 'unsafe-eval'
};

// What the launcher does for somebody who is signed in. Only the app is run, and nothing else that may
// have got into the document since: no other program, and no attribute that is one, like `py-click`.
export const startApp = async () => {
  document.querySelectorAll(PYTHON).forEach((stranger) => stranger.remove());
  document.querySelectorAll("*").forEach(disarm);
  const app = document.createElement("py-script");
  app.setAttribute("src", document.getElementById("app").getAttribute("src"));
  document.body.append(app);
  await startPyScript();
};
