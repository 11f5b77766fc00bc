"""The command `stand-in`: run a stand-in, or send a command to one that is running."""

from __future__ import annotations

import sys
from threading import Thread


def main() -> None:
    """Run a stand-in until Ctrl-C, or a command."""
    try:
        _main()
    except ModuleNotFoundError as missing:
        sys.exit(f"{missing}. Install the extra: pip install 'cognito-sign-in[stand-in]'")


def _main() -> None:
    from .serving.options import check_ports, make_parser  # noqa: PLC0415

    parser = make_parser()
    options = parser.parse_args()
    check_ports(parser, options)
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
