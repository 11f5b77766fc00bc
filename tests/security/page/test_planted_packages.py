"""An attacker plants packages in the browser, for later pages to import.

In IndexedDB, a list for PyScript to install from; in the page's cache, another archive.
"""

import tomllib

from playwright.sync_api import expect

from server.configuration import read_configuration
from server.manifest import read_manifest
from server.runtimes import ROOT
from tests.e2e.entries import only, with_packages
from tests.e2e.person import Person
from tests.e2e.site import Site
from tests.e2e.test_packages import archives, runs_in_a_task

[PYODIDE] = [one for one in read_manifest() if one.name == "pyodide"]
# The database that PyScript keeps lock files in, for any list of packages that it may ask for.
PLANT = """async ([origin, version]) => {
  const names = ["", `@${version}`].map((end) => `IDBMap/${origin}/static/runtime/pyodide/${end}`);
  const wheel = { name: "planted", file_name: `${origin}/planted.whl`, depends: [], imports: [] };
  const lock = JSON.stringify({ info: {}, packages: { planted: wheel, micropip: wheel } });
  for (const name of names) {
    const database = await new Promise((done, failed) => {
      const opening = indexedDB.open(name);
      opening.onupgradeneeded = () => opening.result.createObjectStore("entries");
      opening.onsuccess = () => done(opening.result);
      opening.onerror = failed;
    });
    const store = database.transaction("entries", "readwrite").objectStore("entries");
    for (const key of ["[]", "", '["micropip"]', "undefined", "null"]) store.put(lock, key);
    database.close();
  }
}"""


@only("launcher")
def test_nothing_is_installed(person: Person, site: Site) -> None:
    """The page asks for no package, so that there is no list to plant."""
    person.page.route(
        site.url("/plant"),
        lambda route: route.fulfill(
            body='<link rel="icon" href="data:,">', content_type="text/html"
        ),
    )
    person.page.goto(site.url("/plant"))
    person.page.evaluate(PLANT, [site.origins.page, PYODIDE.version])
    person.signs_in()
    person.asks_the_api()
    expect(person.api_result).to_contain_text('"username": "ada"')
    paths = [one.url.rpartition("/")[2] for one in person.watch.requests]
    assert [path for path in paths if path.endswith((".whl", ".tar", ".data", "micropip"))] == []
    assert "planted.whl" not in paths


def test_the_configuration_names_no_package() -> None:
    """Nor a foreign address, nor a setting that would bring one."""
    configuration = tomllib.loads(read_configuration(ROOT / "pyscript.toml").text)
    assert not {"packages", "js_modules", "fetch", "experimental_ffi_timeout"} & set(configuration)
    assert configuration["interpreter"].startswith("/")
    assert "files" not in configuration
    assert "!error" in configuration["plugins"]


IMPORT_LARGE = "import large; found = large.__name__"
PLANT_ARCHIVE = """async (planted) => {
  for (const end = performance.now() + 30_000; performance.now() < end; ) {
    const cache = await caches.open("packages");
    const [address] = await cache.keys();
    if (address) {
      const archive = new Uint8Array(await (await cache.match(address)).arrayBuffer());
      archive[archive.length - 1] ^= 1;
      if (planted) await cache.put(address, new Response(archive));
      return;
    }
    await new Promise((waited) => setTimeout(waited, 20));
  }
  throw new Error("no archive was stored");
}"""


@with_packages("py")
def test_no_other_archive_is_imported(person: Person) -> None:
    """A large package comes from the page's cache, and anew if it is another one there."""
    person.open()
    assert runs_in_a_task(person, IMPORT_LARGE) == "large"
    person.page.evaluate(PLANT_ARCHIVE, False)
    for times, planted in ((2, True), (3, False)):  # at first to import it, and to store it
        person.open()
        assert runs_in_a_task(person, IMPORT_LARGE) == "large"
        assert archives(person).count("large") == times
        person.page.evaluate(PLANT_ARCHIVE, planted)
