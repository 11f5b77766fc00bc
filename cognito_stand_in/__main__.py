"""The command `cognito-stand-in`: run a stand-in, or send a command to one that is running."""

from __future__ import annotations

import sys
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def main(
    arguments: Sequence[str] | None = None,
    *,
    program: str = "cognito-stand-in",
    usual_files: tuple[Path, Path] | None = None,
) -> None:
    """Run a stand-in until Ctrl-C, or a command.

    Args:
        arguments: The arguments of the command; None for those of this process.
        program: The name of the command, for messages.
        usual_files: A template and its TOML file, for starts whose options name no app client and
            no template.
    """
    try:
        _main(arguments, program, usual_files)
    except ModuleNotFoundError as missing:
        sys.exit(f"{missing}. Install the extra: pip install 'cognito-sign-in[stand-in]'")


def _main(
    arguments: Sequence[str] | None, program: str, usual_files: tuple[Path, Path] | None
) -> None:
    from .serving.options import parse_options  # noqa: PLC0415

    parser, options = parse_options(arguments, program, usual_files)
    if options.command:
        print(_command(options.port, options.command))
        return
    keys = Thread(target=_generate_keys, daemon=True)
    keys.start()
    from .serving.server import serve  # noqa: PLC0415 - a command does not need it

    keys.join()
    serve(parser, options)


def _generate_keys() -> None:
    # Imports of the server take as long as two RSA keys, and need the other core.
    from .signing import generate_keys  # noqa: PLC0415

    generate_keys()


def _command(port: int, words: list[str]) -> str:
    from .control.client import NotReachable, send_command  # noqa: PLC0415

    if words == ["help"]:
        from .control.commands import COMMANDS, in_columns  # noqa: PLC0415

        return in_columns((usage, meaning) for usage, meaning, _ in COMMANDS.values())
    try:
        return send_command(port, words)
    except NotReachable as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
