// Starts PyScript under a strict policy, for one program: the page's own.

import { program, root, startPyodide } from "./interpreters.js";

// Every type that PyScript registers.
const TYPES = ["py", "mpy", "pyodide", "micropython"];
const PYTHON = TYPES.flatMap((type) => [`${type}-script`, `${type}-config`, `script[type="${type}"]`]).join();
const IS_PYTHON = new RegExp(`^(${TYPES.join("|")})-`);

const disarm = (element) => {
  for (const name of element.getAttributeNames())
    if (IS_PYTHON.test(name)) element.removeAttribute(name);
};

const add = (tag, src) => {
  const element = document.createElement(tag);
  element.setAttribute("src", src);
  return document.body.appendChild(element);
};

// The document does not decide what runs: addresses come from the release. Python in the document and
// attributes such as `py-click` are removed.
export const startApp = async (type) => {
  if (type === "py") {
    startPyodide().catch(() => {}); // PyScript will ask for it, and get the error
    import("./pyodide.js").then(({ fetchPackages }) => fetchPackages());
  }
  document.querySelectorAll(PYTHON).forEach((element) => element.remove());
  document.querySelectorAll("*").forEach(disarm);
  for (const tag of ["py-config", "mpy-config"]) add(tag, `${root}pyscript.toml`);
  showOnly(add(`${type}-script`, program.address));
  const { hooks } = await import("./runtime/pyscript/core.js");
  hooks.worker.onBeforeRunAsync.clear(); // its only member is compiled from text: 'unsafe-eval'
};

// PyScript finds programs by selectors, by XPath for attributes, and with a MutationObserver. Until the
// app has started, the first finds only the app and the others nothing, so no other element runs.
const showOnly = (app) => {
  const own = { MutationObserver, XPathEvaluator };
  const select = document.querySelectorAll;
  document.querySelectorAll = (selector) =>
    selector.startsWith("script[type=") ? [app].filter((one) => one.matches(selector)) : select.call(document, selector);
  globalThis.XPathEvaluator = class {
    createExpression = () => ({ evaluate: () => ({ snapshotLength: 0 }) });
  };
  globalThis.MutationObserver = class {
    observe() {}
    disconnect() {}
  };
  const restore = (_, self) => {
    if (document.documentElement.dataset.session === "booting") return;
    self.disconnect();
    delete document.querySelectorAll;
    Object.assign(globalThis, own);
  };
  new own.MutationObserver(restore).observe(document.documentElement, { attributeFilter: ["data-session"] });
};
