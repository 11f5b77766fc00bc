// An app with Amplify, configured as its guide says; only the endpoints are the stand-in's.

import { Amplify } from "aws-amplify";
import "aws-amplify/auth/enable-oauth-listener";
import * as auth from "aws-amplify/auth";
import { Hub } from "aws-amplify/utils";

const { settings } = window;
const events = [];
Hub.listen("auth", ({ payload }) => {
  const { name, message } = payload.data?.error ?? {};
  events.push({ event: payload.event, name, message });
});

Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: settings.user_pool_id,
      userPoolClientId: settings.client_id,
      userPoolEndpoint: `${settings.issuer_origin}/`,
      identityPoolId: settings.identity_pool_id,
      identityPoolEndpoint: `${settings.issuer_origin}/`,
      loginWith: {
        oauth: {
          domain: new URL(settings.domain).host,
          scopes: settings.scope.split(" "),
          redirectSignIn: [settings.redirect_uri],
          redirectSignOut: [settings.logout_uri],
          responseType: "code",
        },
      },
    },
  },
});

async function session(options) {
  const { tokens, credentials, identityId, userSub } = await auth.fetchAuthSession(options);
  return {
    access: tokens?.accessToken.payload,
    id: tokens?.idToken?.payload,
    credentials,
    identityId,
    userSub,
  };
}

async function setUp() {
  const { sharedSecret, getSetupUri } = await auth.setUpTOTP();
  return { sharedSecret, uri: getSetupUri("Stand-in").href };
}

async function failure(promise) {
  try {
    return { value: await promise };
  } catch ({ name, message }) {
    return { name, message };
  }
}

window.app = {
  events: () => events,
  signInWithRedirect: () => auth.signInWithRedirect(),
  session: (options) => failure(session(options)),
  user: () => failure(auth.getCurrentUser()),
  attributes: () => failure(auth.fetchUserAttributes()),
  signOut: (options) => failure(auth.signOut(options)),
  signIn: (input) => failure(auth.signIn(input)),
  confirmSignIn: (input) => failure(auth.confirmSignIn(input)),
  signUp: (input) => failure(auth.signUp(input)),
  confirmSignUp: (input) => failure(auth.confirmSignUp(input)),
  resendSignUpCode: (input) => failure(auth.resendSignUpCode(input)),
  resetPassword: (input) => failure(auth.resetPassword(input)),
  setUpTOTP: () => failure(setUp()),
  verifyTOTPSetup: (input) => failure(auth.verifyTOTPSetup(input)),
  updateMFAPreference: (input) => failure(auth.updateMFAPreference(input)),
  fetchMFAPreference: () => failure(auth.fetchMFAPreference()),
  updatePassword: (input) => failure(auth.updatePassword(input)),
  updateUserAttributes: (input) => failure(auth.updateUserAttributes(input)),
  sendUserAttributeVerificationCode: (input) =>
    failure(auth.sendUserAttributeVerificationCode(input)),
  confirmUserAttribute: (input) => failure(auth.confirmUserAttribute(input)),
  deleteUserAttributes: (input) => failure(auth.deleteUserAttributes(input)),
  associateWebAuthnCredential: () => failure(auth.associateWebAuthnCredential()),
  listWebAuthnCredentials: () => failure(auth.listWebAuthnCredentials()),
  deleteWebAuthnCredential: (input) => failure(auth.deleteWebAuthnCredential(input)),
  deleteUser: () => failure(auth.deleteUser()),
  confirmResetPassword: (input) => failure(auth.confirmResetPassword(input)),
};
