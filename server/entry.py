"""The command `cognito-sign-in`, which says what to install if the extra `tool` is missing."""

import sys


def main() -> None:
    """Run the command."""
    try:
        from server.command import main as run  # noqa: PLC0415 - it imports the dependencies
    except ModuleNotFoundError as missing:
        sys.exit(
            f"cognito-sign-in: {missing.name} is not installed. "
            "`pip install 'cognito-sign-in[tool]'` installs all dependencies."
        )
    run()
