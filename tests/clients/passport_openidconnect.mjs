// passport's strategy for OpenID Connect, as a server's middleware uses it.

import Strategy from "passport-openidconnect";
import { Browser } from "./browser.mjs";
import { report, settings } from "./report.mjs";

const { issuer, domain, confidential_id, confidential_secret, redirect_uri } = settings;
const session = {};
const strategy = new Strategy(
  {
    issuer,
    authorizationURL: `${domain}/oauth2/authorize`,
    tokenURL: `${domain}/oauth2/token`,
    userInfoURL: `${domain}/oauth2/userInfo`,
    clientID: confidential_id,
    clientSecret: confidential_secret,
    callbackURL: redirect_uri,
    scope: ["email", "profile"],
  },
  (_issuer, profile, done) => done(null, profile),
);

/** Let the strategy handle a request, and return what passport would learn. */
function authenticate(url) {
  return new Promise((resolve) => {
    const request = { url, query: Object.fromEntries(new URL(url).searchParams), session, headers: {}, connection: {} };
    Object.assign(Object.create(strategy), {
      redirect: (location) => resolve({ location }),
      success: (user) => resolve({ user }),
      fail: (challenge) => resolve({ challenge }),
      error: ({ name, code, message }) => resolve({ name, code, message }),
    }).authenticate(request, {});
  });
}

const leaving = await authenticate(redirect_uri);
const kept = structuredClone(session);
const callback = await new Browser(domain).signIn(leaving.location, settings);
const signedIn = await authenticate(callback);
Object.assign(session, kept);
report({ user: signedIn.user, failure: signedIn.message, again: await authenticate(callback) });
