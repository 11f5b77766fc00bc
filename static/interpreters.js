// Both interpreters behind one address, so that one pyscript.toml serves `py` and `mpy` tags alike.
// PyScript imports this module for either and calls the function it knows (platform: polyscript).

const runtime = new URL("./runtime/", import.meta.url);

export const version = "314.0.7";

export const loadPyodide = async (options) => {
  const pyodide = await import(new URL("pyodide/pyodide.mjs", runtime));
  return pyodide.loadPyodide({ ...options, indexURL: new URL("pyodide/", runtime).href });
};

export const loadMicroPython = async (options) => {
  const micropython = await import(new URL("micropython/micropython.mjs", runtime));
  const url = new URL("micropython/micropython.wasm", runtime).href;
  return micropython.loadMicroPython({ ...options, url });
};
