// Puts another language into the page: its own text now, and Python's for when it is asked for.

export const speak = async (language) => {
  const file = await fetch(new URL(`./texts/${language}.json`, import.meta.url));
  if (!file.ok) return;
  const texts = await file.json();
  for (const element of document.querySelectorAll("[data-text]"))
    element.textContent = texts[element.dataset.text] ?? element.textContent;

  const page = document.documentElement;
  page.lang = language;
  page.dir = texts.direction;
  const meta = Object.assign(document.createElement("meta"), { name: "texts", content: JSON.stringify(texts) });
  document.head.append(meta);
};
