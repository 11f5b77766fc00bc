// Clears what the launcher never reads in the data of MicroPython's WebAssembly: library modules which `auth` does
// not import, and the source text of emscripten's functions. Zeros compress to nothing.

const KEPT = /^(asyncio\/.+|binascii|io|time)\.py$/; // a test compares them with what the launcher imports
const FIRST_NAMES = "asyncio/event.py\0asyncio/funcs.py\0"; // py/frozenmod.c: mp_frozen_names
const WORD = 4; // bytes
const MODULE = 3 * WORD; // py/frozenmod.h: mp_frozen_module_t, which begins with the address of its data
const DATA_SECTION = 11;

// Modules that importing does not find, and the tables of musl (src/math) which only they and powers of complex
// numbers use: how each begins, and its bytes.
export const REMOVED = ["math", "cmath"];
const TABLES = [
  [Float64Array.of(0.6931471805598903, 5.497923018708371e-14, -0.5000000000000001), 4240], // __log_data
  [Float64Array.of(1.4426950407214463, 1.6751713164886512e-10), 2192], // __log2_data
  [Int32Array.of(0xa2f983, 0x6e4e44, 0x1529fc, 0x2757d1), 2760], // ipio2 of __rem_pio2_large
];

// Returns the binary with other data; `addresses` are those of the removed modules.
export const withoutUnusedData = (binary, imports, addresses, check) => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), imports);
  const memory = Buffer.from(exports.memory.buffer);
  memory.fill(0, exports.__start_em_js.value, exports.__stop_em_js.value);
  clearFrozenModules(memory, check);
  addresses.forEach((address, index) => removeModule(memory, address, REMOVED[index], check));
  for (const [start, size] of TABLES) {
    const at = memory.indexOf(Buffer.from(start.buffer));
    check(at !== -1, "the tables of its mathematical functions");
    memory.fill(0, at, at + size);
  }
  const result = Buffer.from(binary);
  for (const { address, offset, size } of segmentsOf(binary)) memory.copy(result, offset, address, address + size);
  return result;
};

const clearFrozenModules = (memory, check) => {
  const first = memory.indexOf(FIRST_NAMES);
  check(first !== -1 && memory.indexOf(FIRST_NAMES, first + 1) === -1, "the names of its frozen modules");
  const names = memory.toString("latin1", first, memory.indexOf("\0\0", first)).split("\0");
  const table = findTable(memory, names.length, check);
  const modules = names.map((name, index) => ({ name, at: memory.readUInt32LE(table + WORD * index) }));
  // The data of the modules is in their order. Where that of the last one ends is not known.
  const dataOf = (index) => memory.readUInt32LE(modules[index].at);
  for (let index = 0; index + 1 < modules.length; index += 1)
    if (!KEPT.test(modules[index].name)) memory.fill(0, dataOf(index), dataOf(index + 1));
  const kept = modules.filter(({ name }) => KEPT.test(name));
  memory.fill(0, first, first + names.join("\0").length);
  memory.write(kept.map(({ name }) => name).join("\0"), first, "latin1");
  memory.fill(0, table, table + WORD * modules.length);
  kept.forEach(({ at }, index) => memory.writeUInt32LE(at, table + WORD * index));
};

// Clears the pairs of name and address, in the table of modules and in that of modules with constants.
const removeModule = (memory, address, name, check) => {
  let count = 0;
  for (let at = WORD; at + WORD <= memory.length; at += WORD) {
    if (memory.readUInt32LE(at) !== address || !isName(memory.readUInt32LE(at - WORD))) continue;
    memory.fill(0, at - WORD, at + WORD);
    count += 1;
  }
  check(count > 0, `the module ${name}`);
};
const isName = (word) => (word & 7) === 2; // py/obj.h: a string that is known by number

// mp_frozen_mpy_content: the addresses of the modules, which are one after the other, and so are their data.
const findTable = (memory, count, check) => {
  const word = (at) => memory.readUInt32LE(at);
  const isTable = (at) => {
    for (let index = 1; index < count; index += 1) {
      const [before, here] = [word(at + WORD * (index - 1)), word(at + WORD * index)];
      if (here - before !== MODULE || here + WORD > memory.length || word(before) >= word(here)) return false;
    }
    return true;
  };
  const found = [];
  for (let at = 0; at + WORD * count < memory.length; at += WORD) if (isTable(at)) found.push(at);
  check(found.length === 1, "the table of its frozen modules");
  return found[0];
};

// The parts of a binary that are copied into memory (WebAssembly Core, 5.5.14).
const segmentsOf = function* (binary) {
  let at = 8;
  const number = () => {
    let [value, shift, byte] = [0, 0];
    do {
      byte = binary[at++];
      value |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    return value;
  };
  while (binary[at] !== DATA_SECTION) {
    at += 1;
    const size = number();
    at += size;
  }
  at += 1;
  number(); // the section's size
  for (let left = number(); left > 0; left -= 1) {
    at += 2; // an active segment, and i32.const
    const address = number();
    at += 1; // end
    const size = number();
    yield { address, offset: at, size };
    at += size;
  }
};
