// The worker that has the tokens of `token_storage = "worker"`: MicroPython with `auth.vault`. It trusts
// no page: it takes configuration and programs from its own release, and their addresses from its own.

const waiting = [];
let connect = (port) => waiting.push(port);

// A page sends its port, with the hashes of the release's modules, as import maps do not reach workers.
let begin;
const first = new Promise((resolve) => (begin = resolve));
const received = ({ data, ports }) => {
  begin(data ?? {});
  if (ports.length === 1) connect(ports[0]);
};
addEventListener("connect", ({ ports }) => (ports[0].onmessage = received)); // of a SharedWorker
addEventListener("message", received); // of a worker for one tab

const given = new URL(location.href).searchParams;
const root = new URL("../", location.href).href;
const runtime = new URL(given.get("runtime"), location.href).href;

const check = async (addresses) => {
  const { integrity = {} } = await first;
  const known = new Map(Object.entries(integrity).map(([path, hash]) => [new URL(path, root).href, hash]));
  const all = addresses.map(async ([address, like = address]) => {
    const answer = await fetch(address, { integrity: known.get(like) ?? "" });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    await answer.arrayBuffer();
  });
  await Promise.all(all);
};

const configurationWith = async (toml) => {
  const [{ parse }, text] = await Promise.all([
    import(toml),
    fetch(`${root}pyscript.toml`).then((answer) => answer.text()),
  ]);
  return parse(text);
};

const load = async () => {
  globalThis.runtimeAddress = runtime;
  const own = `${root}static/`;
  const [toml, micropython] = [given.get("toml"), `${runtime}micropython/micropython.mjs`];
  const versions = [`${own}runtime/built/versions.js`, `${runtime}built/versions.js`];
  const { isComingBack } = await first;
  await check([versions, [`${own}interpreters.js`], [toml], [micropython]]);
  const { fetchKeys, loadMicroPython } = await import("./interpreters.js");
  const loading = loadMicroPython({ stdout: console.log, stderr: console.error });
  const configuration = await configurationWith(toml);
  const keys = isComingBack ? fetchKeys(configuration.keys_url) : null;
  const [python, { packageName }] = await Promise.all([loading, import("./runtime/built/versions.js")]);
  connect = python.pyimport(`${packageName}.vault.worker`).start(JSON.stringify(configuration), keys);
  waiting.splice(0).forEach((port) => connect(port));
};

load().catch((error) => {
  connect = (port) => port.postMessage(JSON.stringify({ type: "closed", reason: error.message }));
  waiting.splice(0).forEach((port) => connect(port));
});
