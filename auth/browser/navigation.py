"""The address bar: `location` and `history` (HTML, "Navigation and session history")."""

import js


class AddressBar:
    """The Navigation port."""

    def current_url(self) -> str:
        """Give the page's URL, put together from parts so that no user name can be in it."""
        location = js.location
        return f"{location.origin}{location.pathname}{location.search}{location.hash}"

    def replace_url(self, url: str) -> None:
        """Show another URL of this origin without loading it, keeping `history.state`."""
        js.history.replaceState(js.history.state, "", url)

    def go(self, url: str, *, replace: bool = False) -> None:
        """Leave for another page."""
        if replace:
            js.location.replace(url)
        else:
            js.location.assign(url)
