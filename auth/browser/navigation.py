"""The address bar (HTML, "Navigation and session history")."""

import js


class AddressBar:
    """The Navigation port."""

    def current_url(self) -> str:
        """Return the page's URL, built from parts so that it contains no user name."""
        location = js.location
        return f"{location.origin}{location.pathname}{location.search}{location.hash}"

    def replace_url(self, url: str) -> None:
        """Show another URL of this origin without loading it, keeping `history.state`."""
        js.history.replaceState(js.history.state, "", url)

    def go(self, url: str, *, replace: bool = False) -> None:
        """Leave for another page; with `replace`, Back does not return here."""
        if replace:
            js.location.replace(url)
        else:
            js.location.assign(url)
