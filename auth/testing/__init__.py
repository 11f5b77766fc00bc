"""Test an app that uses `auth`: a local Cognito, a person who signs in, and doubles of the ports.

`FakeCognito`, `Pool`, `InProcess` and `Visitor` come from `cognito_stand_in`, which works without
`auth`. The doubles are in `auth.testing.doubles`.
"""

from cognito_stand_in import FakeCognito, InProcess, Pool, Visitor

__all__ = ["FakeCognito", "InProcess", "Pool", "Visitor"]
