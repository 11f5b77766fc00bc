// Runs vault_worker.js with hashes that it gets, and prints the last message of the vault:
// node start_vault_worker.mjs <vault_worker.js> <query>
// Every file has the hash "right"; a request with another one fails, as browsers do (SRI).

import { pathToFileURL } from "node:url";

const [script, query] = process.argv.slice(2);
const listeners = {};
globalThis.addEventListener = (type, listener) => (listeners[type] = listener);
globalThis.location = { href: `https://app.example/app/static/vault_worker.js?${query}` };
globalThis.fetch = async (address, { integrity = "" } = {}) => {
  if (!["", "right"].includes(integrity)) throw new TypeError(`integrity of ${address}`);
  return new Response(address.endsWith(".bin") ? new Uint8Array(8) : "");
};
await import(pathToFileURL(script));
const page = { postMessage: () => {} };
listeners.connect({ ports: [page] });
const postMessage = (message) => console.log(JSON.parse(message).reason);
page.onmessage({ data: { isComingBack: false }, ports: [{ postMessage }] });
