"""docs/moving.md: every public name of the libraries has a row, and every row works.

test_code_blocks.py runs the rows that work in a page.
"""

import re

import pytest

from auth import errors
from auth.config.auth_config import _KEYS
from tests.documents.blocks import blocks_of, table_column
from tests.documents.processes import sign_in_on_a_terminal
from tests.project.modules import ROOT

DOCUMENT = ROOT / "docs" / "moving.md"
TEXT = DOCUMENT.read_text("utf-8")
SECTIONS = {part.partition("\n")[0]: part for part in TEXT.split("\n## ")}
VOCABULARIES = {
    "amazon-cognito-auth-js": (
        "startSession getSession parseCognitoWebResponse getCachedSession isValid refreshSession "
        "signOut setState IdentityProvider Storage AdvancedSecurityDataCollection userhandler "
        "useCodeGrantFlow getUsername TokenScopesArray RedirectUriSignIn RedirectUriSignOut "
        "ClientId AppWebDomain UserPoolId ClientSecret getAccessToken getIdToken getRefreshToken "
        "getTokenScopes CookieStorage"
    ),
    "Arctic's `AmazonCognito`": (
        "createAuthorizationURL validateAuthorizationCode refreshAccessToken revokeToken "
        "decodeIdToken accessTokenExpiresAt OAuth2RequestError ArcticFetchError "
        "UnexpectedResponseError UnexpectedErrorResponseBodyError "
        "generateState generateCodeVerifier accessToken refreshToken idToken scopes"
    ),
    "oidc-client-ts": (
        "UserManager authority client_id redirect_uri post_logout_redirect_uri scope userStore "
        "signinRedirect signinCallback signinRedirectCallback getUser signinSilent revokeTokens "
        "removeUser signoutRedirect signinPopup monitorSession loadUserInfo automaticSilentRenew "
        "addUserLoaded addUserUnloaded addUserSignedOut addSilentRenewError "
        "addAccessTokenExpiring ErrorResponse ErrorTimeout"
    ),
    "AWS Amplify": (
        "configure signInWithRedirect customState Hub getCurrentUser fetchAuthSession "
        "fetchUserAttributes signUp confirmSignIn resetPassword confirmResetPassword signOut "
        "credentials identityPoolId signIn updateUserAttributes updateMFAPreference userPoolId "
        "userPoolClientId redirectSignIn redirectSignOut setKeyValueStorage"
    ),
}


@pytest.mark.parametrize("library", VOCABULARIES)
def test_every_name_of_a_library_is_listed(library: str) -> None:
    """Each name has a row or a reason why there is none."""
    words = VOCABULARIES[library].split()
    assert [word for word in words if word not in SECTIONS[library]] == []


def names_below(title: str) -> list[str]:
    """Return the names in backquotes below a column's title, in all tables."""
    return [name for cell in table_column(TEXT, title) for name in re.findall(r"`(\w+)`", cell)]


def test_settings_exist() -> None:
    """A setting in a table can be written into `[auth]`."""
    named = names_below("setting")
    assert len(named) > 20
    assert [name for name in named if name not in _KEYS] == []


def test_errors_can_be_imported() -> None:
    """A class in a table of errors is in `auth.errors`."""
    named = names_below("error here")
    assert len(named) > 5
    assert [name for name in named if not hasattr(errors, name)] == []


def test_the_rows_for_servers_run() -> None:
    """They run in order at the end of the program that they belong to, in one process."""
    [program] = [one.text for one in blocks_of(DOCUMENT) if one.needs == "terminal"]
    rows = [cell.strip("`") for cell in table_column(TEXT, "on a server") if cell]
    assert len(rows) > 10
    shown = [f"print({row!r}, '=', {row})" for row in rows]
    printed = sign_in_on_a_terminal("\n".join([program, *shown]))
    assert "Ada Lovelace" in printed
    assert "'openid'" in printed
    assert "'email_verified'" not in printed  # the program does not ask for the scope `email`
