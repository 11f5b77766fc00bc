// An app with amazon-cognito-auth-js, whose domain is always https.

import { CognitoAuth } from "amazon-cognito-auth-js";

const { settings } = window;
const results = [];
const auth = new CognitoAuth({
  ClientId: settings.client_id,
  AppWebDomain: new URL(settings.domain).host,
  TokenScopesArray: settings.scope.split(" "),
  RedirectUriSignIn: settings.redirect_uri,
  RedirectUriSignOut: settings.logout_uri,
  UserPoolId: settings.user_pool_id,
});
auth.useCodeGrantFlow();
auth.userhandler = {
  onSuccess: (session) => results.push({
    access: session.getAccessToken().decodePayload(),
    id: session.getIdToken().decodePayload(),
    refresh_token: session.getRefreshToken().getToken(),
  }),
  onFailure: (error) => results.push({ error: String(error) }),
};
if (location.search.includes("code=") || location.search.includes("error=")) {
  auth.parseCognitoWebResponse(location.href);
}

window.app = {
  results: () => results,
  isSignedIn: () => auth.isUserSignedIn(),
  getSession: () => auth.getSession(),
  refresh: (token) => auth.refreshSession(token),
  signOut: () => auth.signOut(),
};
