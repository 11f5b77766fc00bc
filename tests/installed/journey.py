"""From an empty folder to a published page: each step of a person's, in order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from playwright.sync_api import Page, expect, sync_playwright

from server.origins import free_origins, port_of
from tests.e2e.person import PASSWORD, USERNAME
from tests.installed.environment import COMMAND, Environment
from tests.support.browser_setup import installed_browser, launch_flags
from tests.support.nginx import nginx_serving
from tests.support.ports import consecutive_ports

Say = Callable[[str], None]

SHOWN = 'page.write("api-result", reply.text())'
EDITED = 'page.write("api-result", f"It says {reply.text()}")'


class Journey:
    """The steps, whose times are reported.

    Args:
        environment: Where the command is installed.
        say: Called with a line for each step.
    """

    def __init__(self, environment: Environment, say: Say) -> None:
        self._environment = environment
        self._say = say
        self._project = environment.folder / "my-app"
        self._published = environment.folder / "host" / "build"
        self._log = environment.folder / "access.log"
        self._port = consecutive_ports(3)
        others = free_origins()
        self._nginx_port, self._other_port = port_of(others.page), port_of(others.domain)

    def travel(self, nginx: str | None) -> None:
        """Go from `new` to the published page, which is left out without nginx.

        Raises:
            AssertionError: A step failed.
        """
        installed = self._environment.installed_files()
        with self._timed("new"):
            self._environment.run(COMMAND, "new", self._project.name)
        own = _files(self._project)
        with _tab() as tab:
            self._develop(tab)
            with self._timed("pytest"):
                self._environment.run("python", "-m", "pytest", "-q", folder=self._project)
            with self._timed("build"):
                self._build()
            if nginx is not None:
                with self._timed("sign in at nginx"):
                    self._sign_in_at_nginx(tab, nginx)
        assert self._environment.installed_files() == installed
        added = {path.partition("/")[0] for path in _files(self._project) - own}
        assert added <= {"public.toml", ".pytest_cache", "__pycache__"}, added

    def _develop(self, tab: Page) -> None:
        start, port = monotonic(), self._port
        with self._environment.running("serve", "--port", str(port), folder=self._project):
            self._report("serve", start)
            with self._timed("sign in"):
                sign_in(tab, f"http://localhost:{port}/")
                ask_the_api(tab, '"username"')
            with self._timed("edit main.py"):
                program = self._project / "main.py"
                program.write_text(program.read_text("utf-8").replace(SHOWN, EDITED), "utf-8")
                tab.reload()
                ask_the_api(tab, "It says {")
            tab.goto("about:blank")  # an open page would ask the stopped server for its images

    def _build(self) -> None:
        port = self._port
        text = (self._project / "pyscript.toml").read_text("utf-8")
        for usual, public in ((8000, self._nginx_port), (8001, port + 1), (8002, port + 2)):
            text = text.replace(f"localhost:{usual}", f"localhost:{public}")
        (self._project / "public.toml").write_text(text, "utf-8")
        options = ["--config", "public.toml", "--allow-loopback"]
        # Elsewhere than usual, because nginx's own files are written beside it.
        options += ["--out", str(self._published), "--access-log", str(self._log)]
        self._environment.run(COMMAND, "build", *options, folder=self._project)

    def _sign_in_at_nginx(self, tab: Page, nginx: str) -> None:
        home = f"http://localhost:{self._nginx_port}/"
        addresses = [f"--parameter={name}={home}" for name in ("CallbackUrls", "LogoutUrls")]
        stand_in = ("stand-in", "--port", str(self._port + 1), *addresses)
        ports = {"page": self._nginx_port, "api": self._port, "other": self._other_port}
        with (
            self._environment.running(*stand_in, folder=self._environment.home),
            nginx_serving(nginx, self._published, **ports),
        ):
            tab.context.clear_cookies()
            sign_in(tab, home)

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        start = monotonic()
        yield
        self._report(step, start)

    def _report(self, step: str, start: float) -> None:
        self._say(f"{step:<18}{monotonic() - start:6.1f} s")


def sign_in(tab: Page, address: str) -> None:
    """Sign in, from the page at `address` to the person's name."""
    tab.goto(address)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.get_by_label("Username").fill(USERNAME)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Ada Lovelace")


def ask_the_api(tab: Page, text: str) -> None:
    """Click the button, and expect `text` in the result."""
    tab.get_by_role("button", name="Call the API").click()
    expect(tab.locator("#api-result")).to_contain_text(text)


@contextmanager
def _tab() -> Iterator[Page]:
    """Open a tab, in which no error may reach the console."""
    errors: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=installed_browser(), args=launch_flags()
        )
        tab = browser.new_page()
        tab.set_default_timeout(60_000)
        expect.set_options(timeout=60_000)  # the first start compiles the interpreters
        tab.on("console", lambda one: errors.append(one.text) if one.type == "error" else None)
        tab.on("pageerror", lambda error: errors.append(str(error)))
        yield tab
        browser.close()
    assert not errors, errors


def _files(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
