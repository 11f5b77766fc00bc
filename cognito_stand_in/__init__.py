"""A local stand-in for Amazon Cognito, for development and tests. Do not use it in production."""

from .cognito import FakeCognito
from .commands import CommandRefused, run_command
from .example import example_pool
from .faults import Faults
from .pool import AppClient, Pool, User
from .provision import load_pool, load_pools
from .simple_browser import InProcessTransport, SimpleBrowser
from .state_file import StateFileDamaged
from .switches import Switches
from .template_errors import TemplateError

__all__ = [
    "AppClient",
    "CommandRefused",
    "FakeCognito",
    "Faults",
    "InProcessTransport",
    "Pool",
    "SimpleBrowser",
    "StateFileDamaged",
    "Switches",
    "TemplateError",
    "User",
    "example_pool",
    "load_pool",
    "load_pools",
    "run_command",
]
