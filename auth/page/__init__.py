"""What has a document: the page around a session, and the widgets of the demonstration app."""

from .page import Page

__all__ = ["Page"]
