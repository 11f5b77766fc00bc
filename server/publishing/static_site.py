"""What a static host serves: every file by the path that the host finds it at."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.headers import ASKED_FOR_EACH_TIME, KEPT_FOR_EVER, NEVER_STORED


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticSite:
    """A page as it is delivered.

    `files` maps paths, without a first slash, to contents, all below the path `base`. `headers` go
    with every answer, `callback` is the path to which people come back, and `import_map` is what
    allows the page's own. What is in the folders of its `release`, and those of releases before
    that are also `lasting`, never changes.
    """

    base: str
    release: tuple[str, ...]
    lasting: tuple[str, ...]
    headers: Mapping[str, str]
    callback: str
    import_map: str
    files: Mapping[str, bytes]

    @property
    def documents(self) -> list[str]:
        """The addresses of documents; those that only the app knows are not among them."""
        found = {f"/{path}" for path in self.files if path.endswith(".html")}
        found |= {path.removesuffix("index.html") for path in found}
        return sorted({self.callback, *found})

    def cache_control(self, address: str) -> str:
        """Return the Cache-Control header for `address`."""
        if address.startswith(self.lasting):
            return KEPT_FOR_EVER
        return NEVER_STORED if address in self.documents else ASKED_FOR_EACH_TIME
