"""The stand-in as the command line asks for it: memory, template parameters, faults, switches."""

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


def wanted_stand_in(options: argparse.Namespace, origins: Origins) -> "FakeCognito":
    """Make the stand-in that the options describe, to be reached at `origins`.

    Raises:
        CannotStart: an option names what does not exist, or the memory cannot be used.
    """
    parameters = dict(_pair("--parameter", text) for text in options.parameter)
    cognito = make_stand_in(ROOT, origins, parameters=parameters, state=options.state)
    for name in options.fault:
        _apply(f"--fault {name}", partial(cognito.faults.enable, name))
    for text in options.switch:
        name, value = _pair("--switch", text)
        _apply(f"--switch {text}", partial(cognito.switches.set, name, value))
    try:
        # Now, because a file that cannot be written should not wait for the first sign-in.
        cognito.save_state()
    except OSError as failure:
        raise CannotStart(
            f"--state {options.state} cannot be written: {failure.strerror}."
        ) from None
    return cognito


def refuse_stand_in_options(options: argparse.Namespace) -> None:
    """Check that no option needs the stand-in.

    Raises:
        CannotStart: one of the stand-in's own is there.
    """
    for option in ("fault", "switch", "parameter", "state"):
        if getattr(options, option):
            raise CannotStart(f"--{option} needs the stand-in, and none is started.")


def _pair(option: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise CannotStart(f"{option} takes NAME=VALUE, and is {text!r}.")
    return name, value


def _apply(written: str, change: Callable[[], None]) -> None:
    try:
        change()
    except ValueError as mistake:
        raise CannotStart(f"{written}: {mistake}.") from None
