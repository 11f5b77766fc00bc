// What MicroPython's WebAssembly needs of a page, in place of emscripten's JavaScript: neither files nor a
// terminal. server/building/launcher_runtime.py puts `bridge` and MicroPython's own JavaScript after it.

const NOT_SUPPORTED = 52; // WASI, errno `nosys`
const PAGE = 65536; // bytes

let native; // what the WebAssembly exports
let [bytes, integers, doubles] = []; // its memory
const functions = [];

const takeMemory = (Module) => {
  Module.HEAPU8 = bytes = new Uint8Array(native.memory.buffer);
  integers = new Int32Array(bytes.buffer);
  doubles = new Float64Array(bytes.buffer);
};

const getValue = (at, type) => (type === "double" ? doubles[at >> 3] : integers[at >> 2]);
const setValue = (at, value, type) => {
  if (type === "double") doubles[at >> 3] = value;
  else integers[at >> 2] = value;
};

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();
const UTF8ToString = (at, size = Infinity) => {
  const end = bytes.indexOf(0, at);
  return decoder.decode(bytes.subarray(at, Math.min(end, at + size)));
};
const lengthBytesUTF8 = (text) => encoder.encode(text).length;
const stringToUTF8 = (text, at, size) => {
  const { written } = encoder.encodeInto(text, bytes.subarray(at, at + size - 1));
  bytes[at + written] = 0;
};

const onStack = (text) => {
  const size = lengthBytesUTF8(text) + 1;
  const at = native._emscripten_stack_alloc(size);
  stringToUTF8(text, at, size);
  return at;
};
const ccall = (name, _, types, values) => {
  const stack = native.emscripten_stack_get_current();
  const result = native[name](...values.map((one, index) => (types[index] === "string" ? onStack(one) : one)));
  native._emscripten_stack_restore(stack);
  return result;
};

// C's longjmp is an exception here, which unwinds to the `invoke_*` that C's setjmp has called.
const invoke = (index, ...values) => {
  const stack = native.emscripten_stack_get_current();
  try {
    return (functions[index] ??= native.__indirect_function_table.get(index))(...values);
  } catch (error) {
    native._emscripten_stack_restore(stack);
    if (error !== Infinity) throw error;
    native.setThrew(1, 0);
  }
};

const missing = (name) => {
  if (name.startsWith("invoke_")) return invoke;
  return name.startsWith("fd_") ? () => NOT_SUPPORTED : () => -NOT_SUPPORTED;
};
const withMissing = (known) => new Proxy(known, { get: (_, name) => known[name] ?? missing(name) });

const systemOf = (Module, started = Date.now()) => ({
  mp_js_ticks_ms: () => Date.now() - started,
  mp_js_time_ms: () => Date.now(),
  mp_js_random_u32: () => crypto.getRandomValues(new Uint32Array(1))[0],
  _emscripten_throw_longjmp: () => {
    throw Infinity;
  },
  _abort_js: () => {
    throw new WebAssembly.RuntimeError("MicroPython has aborted");
  },
  emscripten_resize_heap: (wanted) => {
    const size = Math.max(wanted >>> 0, 1.2 * bytes.length);
    try {
      native.memory.grow(Math.ceil((size - bytes.length) / PAGE));
    } catch {
      return 0;
    }
    takeMemory(Module);
    return 1;
  },
  fd_write: (file, parts, count, written) => {
    const print = file === 1 ? Module.stdout : Module.stderr;
    let sum = 0;
    for (let at = parts >> 2; at < (parts >> 2) + 2 * count; at += 2) {
      bytes.subarray(integers[at], integers[at] + integers[at + 1]).forEach((byte) => print?.(byte));
      sum += integers[at + 1];
    }
    integers[written >> 2] = sum;
    return 0;
  },
});

const _createMicroPythonModule = async (Module) => {
  const system = withMissing({ ...bridge, ...systemOf(Module) });
  const imports = { env: system, wasi_snapshot_preview1: system };
  const load = () => fetch(Module.locateFile(), { credentials: "same-origin" });
  const { instance } = await WebAssembly.instantiateStreaming(load(), imports).catch(
    // A server may call it something else than `application/wasm`.
    async () => WebAssembly.instantiate(await (await load()).arrayBuffer(), imports),
  );
  native = instance.exports;
  takeMemory(Module);
  native.emscripten_stack_init();
  native.__wasm_call_ctors();
  return Object.assign(Module, {
    ccall, getValue, setValue, UTF8ToString, lengthBytesUTF8, stringToUTF8, _malloc: native.malloc, _free: native.free,
  });
};
