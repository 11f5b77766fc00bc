// Runs before any script of a page, and logs what a person sees and when.
// Times are milliseconds of the page's own clock, from the moment its document was asked for.

(() => {
  const ORIGIN = "http://localhost:8000";
  const NAMES = ["identity", "api", "main.py", "launcher starts", "launcher decides"];
  if (location.origin !== ORIGIN) return;

  const shows = (id, words) => {
    const element = document.getElementById(id);
    return Boolean(element) && element.textContent.includes(words) && element.checkVisibility();
  };
  const waiting = new Map([
    ["identity", () => shows("name", "Ada Lovelace")],
    ["api", () => shows("api-result", '"username"')],
  ]);
  let longest = 0; // of the tasks that block the main thread, in milliseconds
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  }).observe({ type: "longtask", buffered: true });
  const look = (_, observer) => {
    for (const [name, isSeen] of waiting) {
      if (!isSeen()) continue;
      waiting.delete(name);
      performance.mark(name);
    }
    if (waiting.size === 0) observer.disconnect();
  };
  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true,
  });

  const say = (name, at) => console.debug(`moment ${JSON.stringify({ name, at })}`);
  const announce = (name, startTime) => {
    const [navigation] = performance.getEntriesByType("navigation");
    say(name, startTime - navigation.fetchStart);
    if (name === "api") setTimeout(() => say("longest task", longest), 100); // after its own task
  };
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries())
      if (NAMES.includes(name)) announce(name, startTime);
  }).observe({ type: "mark", buffered: true });
})();
