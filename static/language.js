// Shows the page in another language: HTML's texts at once, Python's when they are needed.

const page = document.documentElement;
const written = { lang: page.lang, dir: page.dir, texts: new Map() };

const read = async (language) => {
  if (language === written.lang) return { direction: written.dir };
  const folders = ["texts", ...(page.dataset.texts ? [`texts/${page.dataset.texts}`] : [])];
  return Object.assign({}, ...(await Promise.all(folders.map((folder) => load(`${folder}/${language}.json`)))));
};

const load = async (path) => {
  const file = await fetch(new URL(path, import.meta.url));
  if (!file.ok) throw new Error(`${path} did not arrive`);
  return file.json();
};

export const speak = async (language) => {
  const texts = await read(language);
  for (const element of document.querySelectorAll("[data-text]")) {
    if (!written.texts.has(element)) written.texts.set(element, element.textContent);
    element.textContent = texts[element.dataset.text] ?? written.texts.get(element);
  }
  document.querySelector('meta[name="texts"]')?.remove();
  const meta = Object.assign(document.createElement("meta"), { name: "texts", content: JSON.stringify(texts) });
  document.head.append(meta);
  page.lang = language;
  page.dir = texts.direction;
};
