// Gives pairs of a place and what stands in it: everywhere that a page can put a secret into.
async () => {
  const seen = [
    ["dom", document.documentElement.outerHTML],
    ["title", document.title],
    ["location", location.href],
    ["document.referrer", document.referrer],
    ["document.cookie", document.cookie],
    ["history.state", JSON.stringify(history.state) ?? ""],
    ["window.name", window.name],
  ];
  const note = (place, value) => seen.push([place, textOf(value)]);

  const textOf = (value) => {
    if (typeof value === "string") return value;
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value))
      return new TextDecoder("latin1").decode(value);
    try { return JSON.stringify(value) ?? ""; } catch { return String(value); }
  };
  const attempt = async (work) => { try { await work(); } catch { /* closed to the page */ } };

  for (const name of ["localStorage", "sessionStorage"])
    await attempt(() => {
      for (const [key, value] of Object.entries(window[name]))
        note(`${name} ${key}`, `${key} ${value}`);
    });

  for (const entry of performance.getEntries())
    note(`performance ${entry.entryType}`, `${entry.name} ${textOf(entry.detail)}`);

  // Properties of the window, and of the objects that stand there; storage has its own places.
  const elsewhere = ["localStorage", "sessionStorage", "location", "document"];
  for (const name of Object.keys(window))
    await attempt(() => {
      const value = window[name];
      if (typeof value === "string") note(`window.${name}`, value);
      if (!value || value === window || elsewhere.includes(name)) return;
      if (typeof value === "object" || typeof value === "function")
        for (const inner of Object.keys(value))
          if (typeof value[inner] === "string") note(`window.${name}.${inner}`, value[inner]);
    });

  const settled = (request) =>
    new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = failed;
    });
  await attempt(async () => {
    for (const { name } of await indexedDB.databases()) {
      note("indexedDB names", name);
      const database = await settled(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const records = database.transaction(store).objectStore(store);
        const [keys, values] = [records.getAllKeys(), records.getAll()];
        for (const one of [...(await settled(keys)), ...(await settled(values))])
          note(`indexedDB ${name} ${store}`, one);
      }
      database.close();
    }
  });

  await attempt(async () => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const isImage = /\/(pyodide|auth\.py)\.bin$/.test(request.url); // megabytes, for everybody
        const text = isImage ? "" : await (await cache.match(request))?.text();
        note(`caches ${name}`, `${request.url} ${text}`);
      }
    }
  });
  return seen;
}
