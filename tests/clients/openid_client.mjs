// openid-client, with ID token signatures checked. http is allowed, because of loopback.

import * as openid from "openid-client";
import { Browser } from "./browser.mjs";
import { failure, report, settings } from "./report.mjs";

const config = await openid.discovery(
  new URL(settings.issuer), settings.client_id, undefined, openid.None(),
  { execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks] });

const pkceCodeVerifier = openid.randomPKCECodeVerifier();
const expectedState = openid.randomState();
const expectedNonce = openid.randomNonce();
const url = openid.buildAuthorizationUrl(config, {
  redirect_uri: settings.redirect_uri,
  scope: settings.scope,
  code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: "S256",
  state: expectedState,
  nonce: expectedNonce,
});
const browser = new Browser(settings.domain);
const callback = new URL(await browser.signIn(url.href, settings));
const tokens = await openid.authorizationCodeGrant(config, callback, {
  pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true, maxAge: 300,
});
const id = tokens.claims();
const person = await openid.fetchUserInfo(config, tokens.access_token, id.sub);
const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token);
const latest = refreshed.refresh_token ?? tokens.refresh_token;
await openid.tokenRevocation(config, latest);

const silently = await browser.open(openid.buildAuthorizationUrl(config, {
  redirect_uri: settings.redirect_uri, scope: settings.scope, state: expectedState, prompt: "none",
}).href);
const signOut = openid.buildEndSessionUrl(config, { logout_uri: settings.logout_uri });
const signed_out = await browser.open(signOut.href);
const refused = await browser.open(openid.buildAuthorizationUrl(config, {
  redirect_uri: settings.redirect_uri, scope: settings.scope, state: expectedState, prompt: "none",
}).href);

report({
  id,
  tokens,
  person,
  refreshed,
  refreshed_after_revocation: await failure(openid.refreshTokenGrant(config, latest)),
  person_after_revocation: await failure(openid.fetchUserInfo(config, refreshed.access_token, id.sub)),
  silently: silently.url,
  signed_out: signed_out.url,
  refused: await failure(openid.authorizationCodeGrant(config, new URL(refused.url), { expectedState })),
});
