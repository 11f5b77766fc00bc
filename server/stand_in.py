"""Creates the stand-in from command-line options: state file, parameters, faults, switches."""

import argparse
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from server.errors import CannotStart
from server.origins import Origins
from server.runtimes import ROOT
from server.site import make_stand_in

if TYPE_CHECKING:
    from cognito_stand_in import FakeCognito


def stand_in_from_options(options: argparse.Namespace, origins: Origins) -> "FakeCognito":
    """Return the stand-in that the options describe.

    Args:
        options: The options of `serve.py`.
        origins: Where it is served.

    Raises:
        CannotStart: An option has an unknown name or value, or the state file cannot be used.
    """
    parameters = dict(_pair("--parameter", text) for text in options.parameter)
    cognito = make_stand_in(ROOT, origins, parameters=parameters, state=options.state)
    _prepare_demonstration(cognito)
    for name in options.fault:
        _apply(f"--fault {name}", partial(cognito.faults.enable, name))
    for text in options.switch:
        name, value = _pair("--switch", text)
        _apply(f"--switch {text}", partial(cognito.switches.set, name, value))
    try:
        # Now, so that a file that cannot be written is reported at the start.
        cognito.save_state()
    except OSError as failure:
        raise CannotStart(
            f"--state {options.state} cannot be written: {failure.strerror}."
        ) from None
    return cognito


def _prepare_demonstration(cognito: "FakeCognito") -> None:
    """Print the codes that would be sent, and let people sign in with one click."""
    # Here, because a page with a real pool starts without the stand-in.
    from cognito_stand_in.serving.summary import message_line  # noqa: PLC0415

    cognito.directory.announce = lambda message: print(message_line(message), flush=True)
    cognito.switches.one_click_people = True


def refuse_stand_in_options(options: argparse.Namespace) -> None:
    """Check that no option needs the stand-in.

    Raises:
        CannotStart: One does.
    """
    for option in ("fault", "switch", "parameter", "state"):
        if getattr(options, option):
            raise CannotStart(
                f"--{option} needs the stand-in, which does not start: the provider is elsewhere."
            )


def _pair(option: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise CannotStart(f"{option}: got {text!r}, expected NAME=VALUE.")
    return name, value


def _apply(written: str, change: Callable[[], None]) -> None:
    try:
        change()
    except ValueError as mistake:
        raise CannotStart(f"{written}: {mistake}.") from None
