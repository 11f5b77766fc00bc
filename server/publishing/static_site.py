"""A page as a static host serves it: files by path, headers and Cache-Control."""

from collections.abc import Mapping
from dataclasses import dataclass

from server import account_page
from server.headers import ASKED_FOR_EACH_TIME, KEPT_FOR_EVER, NEVER_STORED


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticSite:
    """A page as it is delivered.

    Attributes:
        base: The path that the page is served below, with a slash at both ends.
        release: The folders of this release, whose files never change.
        lasting: The same, and the folders of earlier releases that are still served.
        headers: The headers of every response.
        callback: The path of `redirect_uri`.
        import_map: The source expression that allows the page's import map (CSP Level 3, 2.3.1).
        files: Contents by path, without the first slash; all are below `base`.
        routes: Paths of the app's own pages, for hosts that cannot tell them from missing files;
            a `*` at the end stands for anything.
    """

    base: str
    release: tuple[str, ...]
    lasting: tuple[str, ...]
    headers: Mapping[str, str]
    callback: str
    import_map: str
    files: Mapping[str, bytes]
    routes: tuple[str, ...] = ()

    @property
    def documents(self) -> list[str]:
        """The addresses of documents, without those of `routes`."""
        found = {f"/{path}" for path in self.files if path.endswith(".html")}
        found |= {path.removesuffix("index.html") for path in found}
        return sorted({self.callback, *self.pages, *found})

    @property
    def pages(self) -> list[str]:
        """The addresses without an extension that have a document of their own, if any."""
        own = f"{self.base}{account_page.PATH[1:]}"
        return [own] if f"{own[1:]}.html" in self.files else []

    def cache_control(self, address: str) -> str:
        """Return the Cache-Control header for `address`."""
        if address.startswith(self.lasting):
            return KEPT_FOR_EVER
        return NEVER_STORED if address in self.documents else ASKED_FOR_EACH_TIME
