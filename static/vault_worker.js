// The worker that has the tokens of `token_storage = "worker"`: MicroPython with `auth.vault`. It trusts
// no page: it takes configuration and programs from its own release, and their addresses from its own.

const waiting = [];
let connect = (port) => waiting.push(port);

// A page sends its port, and whether it was opened by Cognito.
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
const toml = new URL(given.get("toml"), location.href).href;
const IMAGE = "vault.mpy.bin";

// In the order of the hashes. Nothing of these runs before it was checked.
const hashes = given.get("hashes").split(",");
const MODULES = [
  `${root}static/interpreters.js`,
  toml,
  `${root}static/runtime/built/versions.js`,
  `${runtime}built/launcher.mjs`,
  `${runtime}micropython/micropython.mjs`,
];
const [LAUNCHERS, WHOLE] = [3, 4];

const get = async (address, options) => {
  const answer = await fetch(address, options);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
};
const check = async (index) => (await get(MODULES[index], { integrity: hashes[index] })).arrayBuffer();

const load = async () => {
  globalThis.runtimeAddress = runtime;
  const text = get(`${root}pyscript.toml`).then((answer) => answer.text());
  const fetched = get(`${root}${IMAGE}`).then(async (answer) => new Uint8Array(await answer.arrayBuffer()));
  await Promise.all([0, 1, 2, LAUNCHERS].map(check));
  const [{ fetchKeys, isArchive, loadMicroPython }, { packageName }, { parse }] = await Promise.all([
    import("./interpreters.js"),
    import("./runtime/built/versions.js"),
    import(toml),
    import(MODULES[LAUNCHERS]), // which the first one asks for later
  ]);
  if (isArchive(await fetched)) await check(WHOLE); // the launcher's runs no sources
  const loading = loadMicroPython({ image: IMAGE, fetched, stdout: console.log, stderr: console.error });
  const configuration = parse(await text);
  const { isComingBack } = await first;
  const keys = isComingBack ? fetchKeys(configuration.keys_url) : null;
  const python = await loading;
  connect = python.pyimport(`${packageName}.vault.worker`).start(JSON.stringify(configuration), keys);
  waiting.splice(0).forEach((port) => connect(port));
};

load().catch((error) => {
  connect = (port) => port.postMessage(JSON.stringify({ type: "closed", reason: error.message }));
  waiting.splice(0).forEach((port) => connect(port));
});
