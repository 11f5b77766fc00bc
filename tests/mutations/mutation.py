"""What a row of the table is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutation:
    """One check that is not made any more, and the tests that have to notice.

    `text` stands exactly once in `file`; `instead` is what stands there `without` the check.
    """

    without: str
    file: str
    text: str
    instead: str
    tests: tuple[str, ...]
