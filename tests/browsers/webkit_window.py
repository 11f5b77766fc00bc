"""A minimal browser with WebKitGTK for its WebDriver; runs in the system's own Python.

WebKitGTK's own MiniBrowser uses private sessions, whose console messages WebKit does not write.
This one starts in an empty folder instead.

    webkit_window.py --folder=FOLDER ...

Each line of a console is appended to `FOLDER/console`. `FOLDER/start.js` is run in every document
before anything else.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402 - versions come first

OPTION = "--folder="
PR_SET_PDEATHSIG = 1  # linux/prctl.h: no browser outlives its driver


class Browser:
    """A browser whose tabs are windows, so that none is hidden."""

    def __init__(self, folder: Path) -> None:
        self._windows: list[Gtk.Window] = []
        self._start = (folder / "start.js").read_text("utf-8")
        kept = WebKit2.WebsiteDataManager(
            base_data_directory=str(folder / "data"), base_cache_directory=str(folder / "cache")
        )
        self._context = WebKit2.WebContext.new_with_website_data_manager(kept)
        self._context.set_automation_allowed(True)
        self._context.connect("automation-started", self._started)

    def _started(self, _context: object, session: WebKit2.AutomationSession) -> None:
        about = WebKit2.ApplicationInfo.new()
        about.set_version(*version())
        session.set_application_info(about)
        session.connect("create-web-view", self._open)

    def _open(self, _session: object) -> WebKit2.WebView:
        view = WebKit2.WebView(
            web_context=self._context,
            settings=WebKit2.Settings(enable_write_console_messages_to_stdout=True),
            is_controlled_by_automation=True,
        )
        view.get_user_content_manager().add_script(_at_start(self._start))
        window = Gtk.Window(default_width=1000, default_height=800)
        window.add(view)
        self._windows.append(window)
        view.connect("close", lambda _view: self._close(window))
        window.show_all()
        return view

    def _close(self, window: Gtk.Window) -> None:
        window.destroy()
        self._windows.remove(window)
        if not self._windows:
            Gtk.main_quit()


def _at_start(script: str) -> WebKit2.UserScript:
    frames, time = WebKit2.UserContentInjectedFrames, WebKit2.UserScriptInjectionTime
    return WebKit2.UserScript.new(script, frames.ALL_FRAMES, time.START, None, None)


def version() -> tuple[int, int, int]:
    """Return WebKitGTK's version."""
    return (
        WebKit2.get_major_version(),
        WebKit2.get_minor_version(),
        WebKit2.get_micro_version(),
    )


def main() -> None:
    """Run until the driver closes every window or ends."""
    [folder] = (Path(one.removeprefix(OPTION)) for one in sys.argv if one.startswith(OPTION))
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    os.dup2(os.open(folder / "console", flags), sys.stderr.fileno())  # where WebKit writes it to
    browser = Browser(folder)  # noqa: F841 - has to live as long as the loop
    Gtk.main()


if __name__ == "__main__":
    main()
