// The least that a page with an interpreter can do: it starts one, and then does without it.

import { loadMicroPython } from "./runtime/micropython/micropython.mjs";

const python = await loadMicroPython({
  url: import.meta.resolve("./runtime/micropython/micropython.wasm"),
});
python.runPython("pass");
await import("./bare.js");
