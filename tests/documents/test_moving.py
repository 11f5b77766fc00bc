"""docs/moving.md: no word of the libraries is forgotten (test_code_blocks.py runs its lines)."""

import pytest

from tests.project.modules import ROOT

SECTIONS = {
    part.partition("\n")[0]: part
    for part in (ROOT / "docs" / "moving.md").read_text("utf-8").split("\n## ")
}
VOCABULARIES = {
    "amazon-cognito-auth-js": (
        "startSession getSession parseCognitoWebResponse getCachedSession isValid refreshSession "
        "signOut setState IdentityProvider Storage AdvancedSecurityDataCollection userhandler "
        "useCodeGrantFlow getUsername TokenScopesArray RedirectUriSignIn RedirectUriSignOut "
        "ClientId AppWebDomain UserPoolId ClientSecret"
    ),
    "Arctic's `AmazonCognito`": (
        "createAuthorizationURL validateAuthorizationCode refreshAccessToken revokeToken "
        "decodeIdToken accessTokenExpiresAt OAuth2RequestError ArcticFetchError "
        "UnexpectedResponseError UnexpectedErrorResponseBodyError "
        "generateState generateCodeVerifier"
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
        "signIn updateUserAttributes updateMFAPreference userPoolId userPoolClientId "
        "redirectSignIn redirectSignOut setKeyValueStorage"
    ),
}


@pytest.mark.parametrize("library", VOCABULARIES)
def test_a_vocabulary_is_there(library: str) -> None:
    """Each word of the library has a row or a reason."""
    words = VOCABULARIES[library].split()
    assert [word for word in words if word not in SECTIONS[library]] == []
