// Both interpreters behind one address, so that one pyscript.toml serves `py` and `mpy` tags alike.
// PyScript imports this module for either and calls the function it knows. Each interpreter comes
// up with `auth` in it: one archive, fetched while the interpreter is.

const runtime = import.meta.resolve("./runtime/");
const bytes = async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer());
const archive = (kind) => bytes(new URL(`../auth.${kind}.zip`, import.meta.url));

export const version = "314.0.7";
const NO_PACKAGES = { info: { abi_version: "2026_0" }, packages: {} };

export const loadMicroPython = async (options) => {
  const auth = archive("mpy");
  const { loadMicroPython } = await import(`${runtime}micropython/micropython.mjs`);
  const url = `${runtime}micropython/micropython.wasm`;
  const micropython = await loadMicroPython({ ...options, url });
  for (const [path, content] of members(await auth)) {
    micropython.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    micropython.FS.writeFile(path, content);
  }
  return micropython;
};

export const loadPyodide = async (options) => {
  const auth = archive("py");
  const { loadPyodide } = await import(`${runtime}pyodide/pyodide.mjs`);
  const pyodide = await loadPyodide({
    ...options,
    indexURL: `${runtime}pyodide/`,
    stdLibURL: `${runtime}built/stdlib.zip`,
    lockFileContents: NO_PACKAGES,
  });
  pyodide.FS.writeFile("/lib/auth.zip", await auth);
  pyodide.runPython('import sys; sys.path.append("/lib/auth.zip")');
  pyodide.pyimport("stdlib_rest").install(`${runtime}built/stdlib-rest.zip`);
  return pyodide;
};

// The members of a zip file in which they are stored one after the other, uncompressed, as ours are.
function* members(zip) {
  const view = new DataView(zip.buffer);
  const text = new TextDecoder();
  for (let at = 0; view.getUint32(at, true) === 0x04034b50; ) {
    const [size, name, extra] = [view.getUint32(at + 18, true), view.getUint16(at + 26, true), view.getUint16(at + 28, true)];
    const content = at + 30 + name + extra;
    yield [text.decode(zip.subarray(at + 30, at + 30 + name)), zip.subarray(content, content + size)];
    at = content + size;
  }
}
