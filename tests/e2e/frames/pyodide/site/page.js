new Worker("worker.js", { type: "module" });
