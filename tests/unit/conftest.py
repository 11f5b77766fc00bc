"""Runs the tests that are coroutine functions, each in an event loop of its own."""

import asyncio
import inspect

import pytest

from tests.support.tab import Browser


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine test to its end; leave every other test to pytest."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in wanted}))
    return True


@pytest.fixture
def one_browser() -> Browser:
    """Return a browser with the stand-in, an API and a clock."""
    return Browser()
