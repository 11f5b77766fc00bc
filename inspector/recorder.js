// Puts the recorder into every interpreter of a page, before any program. Only a page that is served
// with the inspector loads this module.

import { bytes, program, unpack } from "/static/interpreters.js";

program.prepare = async (interpreter) => {
  unpack(await bytes(new URL("../inspector.zip", import.meta.url)), interpreter.FS);
  interpreter.runPython("import inspector.recorder.switched_on");
  return interpreter;
};
