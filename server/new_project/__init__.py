"""`new FOLDER`: a project of one's own, copied from `examples/`."""

from server.new_project.command import main

__all__ = ["main"]
