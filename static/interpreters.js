// Both interpreters behind one address, so that one pyscript.toml serves `py` and `mpy` tags alike.
// PyScript imports this module for either and calls the function it knows. Each interpreter comes
// up with `auth` in it: one archive, compiled for it, fetched while the interpreter is.

const runtime = import.meta.resolve("./runtime/");
const archive = (kind) => new URL(`../auth.${kind}.zip`, import.meta.url).href;
const bytes = async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer());

export const version = "314.0.7";
const NO_PACKAGES = { info: { abi_version: "2026_0" }, packages: {} };

export const pyodideFiles = {
  modules: [`${runtime}pyodide/pyodide.mjs`, `${runtime}pyodide/pyodide.asm.mjs`],
  data: [`${runtime}pyodide/pyodide.asm.wasm`, `${runtime}built/stdlib.zip`, archive("py")],
};

export const loadMicroPython = async (options) => {
  const auth = bytes(archive("mpy"));
  const { loadMicroPython } = await import(`${runtime}micropython/micropython.mjs`);
  const url = `${runtime}micropython/micropython.wasm`;
  const micropython = withLazyPyScript(await loadMicroPython({ ...options, url }));
  unpack(await auth, micropython);
  return withRecorder(micropython);
};

// Started once, possibly long before PyScript asks for it.
let pyodide;
export const startPyodide = () => (pyodide ??= bootPyodide());

export const loadPyodide = async ({ stdout, stderr }) => {
  const started = await startPyodide();
  started.setStdout({ batched: stdout });
  started.setStderr({ batched: stderr });
  return started;
};

const bootPyodide = async () => {
  const auth = bytes(archive("py"));
  const { loadPyodide } = await import(`${runtime}pyodide/pyodide.mjs`);
  const started = await loadPyodide({
    indexURL: `${runtime}pyodide/`,
    stdLibURL: `${runtime}built/stdlib.zip`,
    lockFileContents: NO_PACKAGES,
  });
  started.FS.writeFile("/lib/auth.zip", await auth);
  started.runPython('import sys; sys.path.append("/lib/auth.zip")');
  started.pyimport("stdlib_rest").install(`${runtime}built/stdlib-rest.zip`);
  return withRecorder(withLazyPyScript(started));
};

// A page in development has the inspector, whose recorder wants to be there before any program.
const inspector = document.querySelector('link[href$="/inspector.zip"]');
const withRecorder = async (interpreter) => {
  if (inspector) {
    unpack(await bytes(inspector.href), interpreter);
    interpreter.runPython("import inspector.recorder.switched_on");
  }
  return interpreter;
};

// Before every program PyScript imports all of its Python package. Here it is imported by whoever
// asks for it, and `auth` does not.
const withLazyPyScript = (interpreter) => {
  const { runPythonAsync } = interpreter;
  const edited = (code) => code.replace(/^import pyscript as _pyscript$/m, "_pyscript = None");
  interpreter.runPythonAsync = (code, ...rest) => runPythonAsync.call(interpreter, edited(code), ...rest);
  return interpreter;
};

const unpack = (zip, { FS }) => {
  for (const [path, content] of members(zip)) {
    FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    FS.writeFile(path, content);
  }
};

// The members of a zip file in which they are stored one after the other, uncompressed, as ours are.
function* members(zip) {
  const view = new DataView(zip.buffer);
  const text = new TextDecoder();
  for (let at = 0; view.getUint32(at, true) === 0x04034b50; ) {
    const size = view.getUint32(at + 18, true);
    const name = at + 30;
    const extra = name + view.getUint16(at + 26, true);
    const content = extra + view.getUint16(at + 28, true);
    yield [text.decode(zip.subarray(name, extra)), zip.subarray(content, content + size)];
    at = content + size;
  }
}
