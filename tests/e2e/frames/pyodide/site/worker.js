import { loadPyodide } from "/static/runtime/pyodide/pyodide.mjs";

const python = await loadPyodide();
await python.loadPackage(new URL("cognito_sign_in-0.1.0-py3-none-any.whl", location).href);
await python.runPythonAsync(await (await fetch("program.py")).text());
