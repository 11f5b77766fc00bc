"""A module of the app's own, which imports a package."""

from of_a_file import name as NAME  # type: ignore[import-not-found] # noqa: N812

__all__ = ["NAME"]
