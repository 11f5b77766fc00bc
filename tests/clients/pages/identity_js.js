// amazon-cognito-identity-js, Amplify's predecessor: sign-in with a password, in a page.

import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
} from "amazon-cognito-identity-js";

const { settings } = window;
const pool = new CognitoUserPool({
  UserPoolId: settings.user_pool_id,
  ClientId: settings.client_id,
  endpoint: settings.issuer_origin,
});
const userOf = (Username) => new CognitoUser({ Username, Pool: pool });
let user = null;

/** Call a method that takes a callback with an error and a result. */
function called(target, method, ...rest) {
  return new Promise((resolve) => {
    target[method](...rest, (error, value) => resolve(error ? { name: error.code, message: error.message } : { value }));
  });
}

/** Call a method that takes an object with callbacks. */
function handled(target, method, ...rest) {
  return new Promise((resolve) => {
    target[method](...rest, {
      onSuccess: (value) => resolve({ value: value?.getIdToken?.().payload ?? String(value) }),
      onFailure: ({ code, message }) => resolve({ name: code, message }),
      newPasswordRequired: (attributes) => resolve({ challenge: attributes }),
      inputVerificationCode: (details) => resolve({ value: details }),
    });
  });
}

window.app = {
  signIn({ username, password, flow }) {
    user = userOf(username);
    user.setAuthenticationFlowType(flow ?? "USER_PASSWORD_AUTH");
    return handled(user, "authenticateUser", new AuthenticationDetails({ Username: username, Password: password }));
  },
  completeNewPassword: (password) => handled(user, "completeNewPasswordChallenge", password, {}),
  async refresh() {
    const { value: before } = await called(user, "getSession");
    const { value, ...failure } = await called(user, "refreshSession", before.getRefreshToken());
    return value === undefined ? failure : {
      differs: value.getAccessToken().getJwtToken() !== before.getAccessToken().getJwtToken(),
      isValid: value.isValid(),
    };
  },
  async attributes() {
    const { value } = await called(user, "getUserAttributes");
    return Object.fromEntries(value.map(({ Name, Value }) => [Name, Value]));
  },
  changeAttribute: ([Name, Value]) => called(user, "updateAttributes", [new CognitoUserAttribute({ Name, Value })]),
  changePassword: ([before, after]) => called(user, "changePassword", before, after),
  signUp: async ({ username, password, email }) => {
    const { value, ...failure } = await called(
      pool, "signUp", username, password, [new CognitoUserAttribute({ Name: "email", Value: email })], null);
    return value === undefined ? failure : { confirmed: value.userConfirmed };
  },
  confirm: ({ username, code }) => called(userOf(username), "confirmRegistration", code, true),
  forgotPassword: (username) => handled(userOf(username), "forgotPassword"),
  confirmPassword: ({ username, code, password }) => handled(userOf(username), "confirmPassword", code, password),
  signOutEverywhere: () => handled(user, "globalSignOut"),
};
