// Runs the app in a worker. The page sends what to load, and then the app with a port to the session.

const folder = new URL("./", import.meta.url).href;
const root = new URL("../", import.meta.url).href;

// Import maps do not reach workers, and neither do the hashes in them: each module is fetched with its
// hash before it is imported, from its real address.
const check = async (addresses, integrity) => {
  const known = Object.entries(integrity).map(([path, hash]) => [new URL(path, root).href, hash]);
  const hashes = new Map(known);
  await Promise.all(
    addresses.map(async ([address, like = address]) => {
      const answer = await fetch(address, { integrity: hashes.get(like) ?? "" });
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      await answer.arrayBuffer();
    }),
  );
};

const load = async ({ type, runtime, packagesIndex, integrity }) => {
  Object.assign(globalThis, { runtimeAddress: runtime, packagesIndex });
  const modules = type === "py" ? ["pyodide/pyodide.mjs", "pyodide/pyodide.asm.mjs"] : ["micropython/micropython.mjs"];
  const versions = [`${folder}runtime/built/versions.js`, `${runtime}built/versions.js`];
  const forPyodide = ["pyodide.js", ...(packagesIndex.endsWith("/index.json") ? [] : ["packages.js"])];
  const own = ["interpreters.js", ...(type === "py" ? forPyodide : [])].map((name) => [folder + name]);
  await check([versions, ...own, ...modules.map((name) => [runtime + name])], integrity);
  if (type === "py") return (await import("./pyodide.js")).start();
  const { loadMicroPython } = await import("./interpreters.js");
  return loadMicroPython({ stdout: console.log, stderr: console.error });
};

const text = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.text();
};

// As PyScript does for `[files]`: a folder, or nothing, gets the name of the file.
const write = async ({ FS }, [address, path]) => {
  const name = address.slice(address.lastIndexOf("/") + 1);
  const isFolder = /(^|\/)\.?$/.test(path);
  const steps = [...path.split("/"), isFolder ? name : ""].filter((step) => step && step !== ".");
  const folder = path.startsWith("/") ? "" : FS.cwd().replace(/\/$/, "");
  const place = `${folder}/${steps.join("/")}`;
  FS.mkdirTree(place.slice(0, place.lastIndexOf("/")) || "/");
  FS.writeFile(place, await text(address));
};

const run = async (loading, { address, files, config }, port) => {
  const [python, source] = await Promise.all([loading, text(address)]);
  globalThis.cognitoOwnerPort = port;
  python.registerJsModule("polyscript", { config });
  for (const file of files) await write(python, file);
  await python.runPythonAsync(source);
};

let loading;
onmessage = async ({ data, ports }) => {
  try {
    if (data.load) await (loading = load(data.load));
    else if (data.run) await run(loading, data.run, ports[0]);
  } catch (error) {
    postMessage({ failed: error.message });
  }
};
