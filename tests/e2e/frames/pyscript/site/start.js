import { hooks } from "./pyscript/core.js";

// PyScript compiles this hook from text for each worker, which needs 'unsafe-eval'.
hooks.worker.onBeforeRunAsync.clear();
