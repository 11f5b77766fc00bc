"""Test an app that uses `auth`: a local Cognito, a simple browser, and doubles of the ports.

`FakeCognito`, `InProcessTransport`, `Pool` and `SimpleBrowser` come from `cognito_stand_in`, which
works without `auth`. The doubles are in `auth.testing.doubles`.
"""

from cognito_stand_in import FakeCognito, InProcessTransport, Pool, SimpleBrowser

__all__ = ["FakeCognito", "InProcessTransport", "Pool", "SimpleBrowser"]
