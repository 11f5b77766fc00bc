"""The program that runs the tests: `python -m tests`."""

from tests.__main__ import with_bytecode


def test_programs_keep_their_bytecode() -> None:
    """Also where the environment switches that off; all other variables stay."""
    environment = {"PYTHONDONTWRITEBYTECODE": "1", "HOME": "/bin"}
    assert with_bytecode(environment) == {"HOME": "/bin"}
