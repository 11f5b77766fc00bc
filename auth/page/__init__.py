"""Code that works on a document: `Page`, the launcher, and the widgets of the example app."""

from .page import Page

__all__ = ["Page"]
