"""Test an app that uses `auth`: a local Cognito, the app's page without a browser, and tokens.

`docs/testing.md` shows each. Names are imported when they are used, because the plugin for pytest
is loaded in every project of an environment. The stand-in comes from `cognito_stand_in`, which
works without `auth`; doubles of the ports are in `auth.testing.doubles`.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cognito_stand_in import FakeCognito, InProcessTransport, Pool, SimpleBrowser

    from .app_page import AppPage
    from .loopback import LocalCognito
    from .pools import person
    from .tabs import Browser, Tab
    from .tokens import TokenMinter
else:
    _MODULES = {
        "AppPage": ".app_page",
        "Browser": ".tabs",
        "LocalCognito": ".loopback",
        "Tab": ".tabs",
        "TokenMinter": ".tokens",
        "person": ".pools",
    }

    def __getattr__(name):  # noqa: ANN001, ANN202 - PEP 562
        from importlib import import_module  # noqa: PLC0415 - no name of this package

        if name not in __all__:
            raise AttributeError(f"{__name__} has no {name}")
        return getattr(import_module(_MODULES.get(name, "cognito_stand_in"), __name__), name)


__all__ = [
    "AppPage",
    "Browser",
    "FakeCognito",
    "InProcessTransport",
    "LocalCognito",
    "Pool",
    "SimpleBrowser",
    "Tab",
    "TokenMinter",
    "person",
]
