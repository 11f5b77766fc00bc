// arctic's provider for Amazon Cognito. It speaks https only: the test trusts its certificate.

import { AmazonCognito, decodeIdToken, generateCodeVerifier, generateState } from "arctic";
import { Browser } from "./browser.mjs";
import { failure, report, settings } from "./report.mjs";

const cognito = new AmazonCognito(
  new URL(settings.domain).host, settings.client_id, null, settings.redirect_uri);
const state = generateState();
const verifier = generateCodeVerifier();
const url = cognito.createAuthorizationURL(state, verifier, settings.scope.split(" "));
const callback = new URL(await new Browser(settings.domain).signIn(url.href, settings));
const code = callback.searchParams.get("code");

const tokens = await cognito.validateAuthorizationCode(code, verifier);
const refreshed = await cognito.refreshAccessToken(tokens.refreshToken(), []);
const latest = refreshed.hasRefreshToken() ? refreshed.refreshToken() : tokens.refreshToken();
await cognito.revokeToken(latest);

report({
  state_returned: callback.searchParams.get("state") === state,
  id: decodeIdToken(tokens.idToken()),
  token_type: tokens.tokenType(),
  expires_in: tokens.accessTokenExpiresInSeconds(),
  has_scopes: tokens.hasScopes(),
  refreshed: refreshed.data,
  first_refresh_token: tokens.refreshToken(),
  refreshed_id: decodeIdToken(refreshed.idToken()),
  code_reused: await failure(cognito.validateAuthorizationCode(code, verifier)),
  refreshed_after_revocation: await failure(cognito.refreshAccessToken(latest, [])),
  access_token_revoked: await failure(cognito.revokeToken(tokens.accessToken())),
});
