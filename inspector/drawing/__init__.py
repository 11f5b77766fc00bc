"""A recording drawn as a sequence diagram, or written as text: the same on a page and off it."""
