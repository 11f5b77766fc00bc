// Auth.js: a server's session for a person who signs in with its provider for Amazon Cognito.

import { Auth } from "@auth/core";
import Cognito from "@auth/core/providers/cognito";
import { Browser } from "./browser.mjs";
import { report, settings } from "./report.mjs";

const HOME = new URL(settings.redirect_uri).origin;
const cookies = new Map();
const refusals = [];

const config = {
  basePath: "/auth",
  secret: "a secret of this test alone",
  trustHost: true,
  logger: { error: (error) => refusals.push(error.cause?.err?.error ?? error.name), warn() {}, debug() {} },
  providers: [
    Cognito({
      clientId: settings.client_id,
      issuer: settings.issuer,
      client: { token_endpoint_auth_method: "none" },
      checks: ["pkce", "state", "nonce"],
    }),
  ],
  callbacks: {
    jwt: ({ token, account, profile }) => (account ? { ...token, account, profile } : token),
    session: ({ session, token }) => ({ ...session, account: token.account, profile: token.profile }),
  },
};

/** Send the app's server a request with its cookies, and keep those that it sets. */
async function ask(url, request = {}) {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const response = await Auth(new Request(new URL(url, HOME), { ...request, headers: { cookie } }), config);
  for (const line of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
    cookies.set(name, value);
  }
  return response;
}

const { csrfToken } = await (await ask("/auth/csrf")).json();
const body = new URLSearchParams({ csrfToken, callbackUrl: `${HOME}/notes` });
const leaving = await ask("/auth/signin/cognito", { method: "POST", body });
const callback = await new Browser(settings.domain).signIn(leaving.headers.get("location"), settings);
const pending = new Map(cookies);
const back = await ask(callback);
const session = await (await ask("/auth/session")).json();

for (const [name, value] of pending) cookies.set(name, value);
const again = await ask(callback);

report({
  returned_to: back.headers.get("location"),
  user: session.user,
  subject: session.profile?.sub,
  token_type: session.account?.token_type,
  has_refresh_token: Boolean(session.account?.refresh_token),
  replayed: { location: again.headers.get("location"), refusals },
});
