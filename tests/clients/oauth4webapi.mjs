// oauth4webapi with all its checks on. http is allowed, because the stand-in is on loopback.

import * as oauth from "oauth4webapi";
import { Browser } from "./browser.mjs";
import { failure, report, settings } from "./report.mjs";

const loopback = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(settings.issuer);
const client = { client_id: settings.client_id };
const anybody = oauth.None();

const discovered = await oauth.discoveryRequest(issuer, { algorithm: "oidc", ...loopback });
const as = await oauth.processDiscoveryResponse(issuer, discovered);

const code_verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const nonce = oauth.generateRandomNonce();
const url = new URL(as.authorization_endpoint);
url.search = new URLSearchParams({
  client_id: settings.client_id,
  redirect_uri: settings.redirect_uri,
  response_type: "code",
  scope: settings.scope,
  code_challenge: await oauth.calculatePKCECodeChallenge(code_verifier),
  code_challenge_method: "S256",
  state,
  nonce,
});
const callback = new URL(await new Browser(settings.domain).signIn(url.href, settings));

const parameters = oauth.validateAuthResponse(as, client, callback, state);
const exchanged = await oauth.authorizationCodeGrantRequest(
  as, client, anybody, parameters, settings.redirect_uri, code_verifier, loopback);
const tokens = await oauth.processAuthorizationCodeResponse(as, client, exchanged, {
  expectedNonce: nonce,
  requireIdToken: true,
});
await oauth.validateApplicationLevelSignature(as, exchanged, loopback);
const id = oauth.getValidatedIdTokenClaims(tokens);

const userInfo = async (access_token) => {
  const answered = await oauth.userInfoRequest(as, client, access_token, loopback);
  return oauth.processUserInfoResponse(as, client, id.sub, answered);
};
const refresh = async (refresh_token) => {
  const answered = await oauth.refreshTokenGrantRequest(as, client, anybody, refresh_token, loopback);
  const refreshed = await oauth.processRefreshTokenResponse(as, client, answered);
  await oauth.validateApplicationLevelSignature(as, answered, loopback);
  return refreshed;
};

const person = await userInfo(tokens.access_token);
const refreshed = await refresh(tokens.refresh_token);
const latest = refreshed.refresh_token ?? tokens.refresh_token;
const refreshed_again = await refresh(latest);

const code_reused = await failure(
  oauth.authorizationCodeGrantRequest(
    as, client, anybody, parameters, settings.redirect_uri, code_verifier, loopback,
  ).then((answered) => oauth.processAuthorizationCodeResponse(as, client, answered)));

const revoked = await oauth.revocationRequest(as, client, anybody, latest, loopback);
await oauth.processRevocationResponse(revoked);

const machine = { client_id: settings.machine_id };
const by_machine = async (authentication) =>
  oauth.processClientCredentialsResponse(as, machine, await oauth.clientCredentialsGrantRequest(
    as, machine, authentication, { scope: "api/read" }, loopback));

report({
  id,
  tokens,
  person,
  refreshed,
  refreshed_again,
  code_reused,
  refreshed_after_revocation: await failure(refresh(latest)),
  person_after_revocation: await failure(userInfo(refreshed_again.access_token)),
  machine_by_post: await by_machine(oauth.ClientSecretPost(settings.machine_secret)),
  machine_by_header: await by_machine(oauth.ClientSecretBasic(settings.machine_secret)),
  machine_with_wrong_secret: await failure(by_machine(oauth.ClientSecretPost("wrong"))),
});
