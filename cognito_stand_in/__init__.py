"""A local stand-in for Amazon Cognito, for development and tests. Do not use it in production."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cloudformation.errors import TemplateError
    from .cloudformation.pools import load_pool, load_pools
    from .cognito import FakeCognito
    from .control.application import control_application
    from .control.commands import CommandRefused, run_command
    from .control.in_process import Control, ControlRefused
    from .example import example_pool
    from .faults import Faults
    from .pool import AppClient, Pool, User
    from .simple_browser import InProcessTransport, SimpleBrowser
    from .state_file import StateFileDamaged
    from .switches import Switches

# The modules are imported when they are first used, so that commands are quick.
_MODULES = {
    "AppClient": "pool",
    "CommandRefused": "control.commands",
    "Control": "control.in_process",
    "ControlRefused": "control.in_process",
    "FakeCognito": "cognito",
    "Faults": "faults",
    "InProcessTransport": "simple_browser",
    "Pool": "pool",
    "SimpleBrowser": "simple_browser",
    "StateFileDamaged": "state_file",
    "Switches": "switches",
    "TemplateError": "cloudformation.errors",
    "User": "pool",
    "control_application": "control.application",
    "example_pool": "example",
    "load_pool": "cloudformation.pools",
    "load_pools": "cloudformation.pools",
    "run_command": "control.commands",
}
__all__ = [
    "AppClient",
    "CommandRefused",
    "Control",
    "ControlRefused",
    "FakeCognito",
    "Faults",
    "InProcessTransport",
    "Pool",
    "SimpleBrowser",
    "StateFileDamaged",
    "Switches",
    "TemplateError",
    "User",
    "control_application",
    "example_pool",
    "load_pool",
    "load_pools",
    "run_command",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f".{_MODULES[name]}", __name__), name)
        globals()[name] = value
        return value
