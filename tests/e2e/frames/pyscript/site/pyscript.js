import { hooks } from "/static/runtime/pyscript/core.js";

// PyScript compiles this hook from text in each worker, which the policy refuses.
hooks.worker.onBeforeRunAsync.clear();
