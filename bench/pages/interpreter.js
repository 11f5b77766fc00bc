// A minimal page with an interpreter: it starts MicroPython and does not use it.

import { loadMicroPython } from "./runtime/micropython/micropython.mjs";

const python = await loadMicroPython({
  url: import.meta.resolve("./runtime/micropython/micropython.wasm"),
});
python.runPython("pass");
await import("./bare.js");
