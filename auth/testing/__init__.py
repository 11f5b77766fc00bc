"""The stand-in for Amazon Cognito, for development and tests; none of it belongs in production."""

from auth.testing.cognito import FakeCognito
from auth.testing.console import CommandRefused, run_command
from auth.testing.faults import Faults
from auth.testing.pool import AppClient, Pool, User
from auth.testing.provision import load_pool
from auth.testing.state_file import StateFileDamaged
from auth.testing.switches import Switches
from auth.testing.template import TemplateError
from auth.testing.visitor import InProcess, Visitor

__all__ = [
    "AppClient",
    "CommandRefused",
    "FakeCognito",
    "Faults",
    "InProcess",
    "Pool",
    "StateFileDamaged",
    "Switches",
    "TemplateError",
    "User",
    "Visitor",
    "load_pool",
    "run_command",
]
