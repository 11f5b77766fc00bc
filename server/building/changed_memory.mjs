// What a program has changed in the memory of a WebAssembly module, as pages put it over the memory
// of a module of their own, which is the same, byte for byte, as ours was before.

const BLOCK = 32;

// Gives the blocks that have changed: where each belongs and how long it is, in two 32-bit numbers,
// and its bytes.
export const changes = (memory, untouched) => {
  const isSame = (block) => {
    for (let at = block; at < block + BLOCK; at += 1)
      if (memory[at] !== (untouched[at] ?? 0)) return false; // what has grown was zeros
    return true;
  };
  const isChanged = (block) => block < memory.length && !isSame(block);
  const parts = [];
  for (let block = 0; block < memory.length; block += BLOCK) {
    const start = block;
    while (isChanged(block)) block += BLOCK;
    const changed = memory.subarray(start, block);
    if (changed.length) parts.push(Buffer.from(Uint32Array.of(start, changed.length).buffer), changed);
  }
  return Buffer.concat(parts);
};
