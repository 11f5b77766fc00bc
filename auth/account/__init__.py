"""The signed-in person's own account at Cognito; `import auth` does not load it.

Its errors, beside those of `auth`:

    AuthError
    └── AccountRequestRejected      Cognito refused; `error` is the name of its exception
        ├── CodeMismatch            ExpiredCode             LimitExceeded
        ├── IncorrectPassword       InvalidPassword         PasswordHistoryViolation
        ├── InvalidParameter        AliasExists             InsufficientScope
        └── FeatureNotEnabled       PasskeyNotCreated
"""

from .account import Account
from .errors import (
    AccountRequestRejected,
    AliasExists,
    CodeMismatch,
    ExpiredCode,
    FeatureNotEnabled,
    IncorrectPassword,
    InsufficientScope,
    InvalidParameter,
    InvalidPassword,
    LimitExceeded,
    PasskeyNotCreated,
    PasswordHistoryViolation,
)
from .values import AccountDetails, CodeDelivery, Passkey, TotpSecret, is_federated

__all__ = [
    "Account",
    "AccountDetails",
    "AccountRequestRejected",
    "AliasExists",
    "CodeDelivery",
    "CodeMismatch",
    "ExpiredCode",
    "FeatureNotEnabled",
    "IncorrectPassword",
    "InsufficientScope",
    "InvalidParameter",
    "InvalidPassword",
    "LimitExceeded",
    "Passkey",
    "PasskeyNotCreated",
    "PasswordHistoryViolation",
    "TotpSecret",
    "is_federated",
]
