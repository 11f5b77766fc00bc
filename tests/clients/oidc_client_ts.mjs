// oidc-client-ts: its UserManager, with its own stores in memory and a navigator in place of a tab.

import { InMemoryWebStorage, UserManager, WebStorageStateStore } from "oidc-client-ts";
import { Browser } from "./browser.mjs";
import { failure, report, settings } from "./report.mjs";

const browser = new Browser(settings.domain);
let place = null;
const navigator = {
  prepare: async () => ({
    navigate: async ({ url }) => {
      place = url;
    },
    close: () => {},
  }),
};
const manager = new UserManager({
  authority: settings.issuer,
  client_id: settings.client_id,
  redirect_uri: settings.redirect_uri,
  scope: settings.scope,
  loadUserInfo: true,
  automaticSilentRenew: false,
  revokeTokenTypes: ["refresh_token"],
  stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
}, navigator);

const shown = ({ profile, scopes, token_type, expires_in, access_token, refresh_token, state }) =>
  ({ profile, scopes, token_type, expires_in, access_token, refresh_token, state });

await manager.signinRedirect({ state: { page: "/reports" }, nonce: "nonce-of-the-app" });
const callback = await browser.signIn(place, settings);
const signed_in = shown(await manager.signinCallback(callback));
const refreshed = shown(await manager.signinSilent());
const refreshed_again = shown(await manager.signinSilent());

const access_token_revoked = await failure(manager.revokeTokens(["access_token"]));
const user = await manager.getUser();
await manager.revokeTokens();
await manager.storeUser(user);
const refreshed_after_revocation = await failure(manager.signinSilent());

await manager.signoutRedirect({
  extraQueryParams: { client_id: settings.client_id, logout_uri: settings.logout_uri },
});
const signed_out = await browser.open(place);

await manager.signinRedirect({ scope: "openid offline_access" });
const refused = await failure(manager.signinCallback((await browser.open(place)).url));
await manager.removeUser();

report({
  signed_in,
  refreshed,
  refreshed_again,
  access_token_revoked,
  refreshed_after_revocation,
  signed_out: signed_out.url,
  refused,
});
