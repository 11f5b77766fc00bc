// AWS's SDK for JavaScript: its client for identity pools, called by a page.

import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
  GetOpenIdTokenCommand,
} from "@aws-sdk/client-cognito-identity";

const { settings } = window;
const client = new CognitoIdentityClient({
  region: "eu-west-1",
  endpoint: settings.issuer_origin,
  maxAttempts: 1,
});

async function failure(promise) {
  try {
    return { value: await promise };
  } catch ({ name, message, $metadata }) {
    return { name, message, status: $metadata?.httpStatusCode };
  }
}

window.app = {
  getId: (input) => failure(client.send(new GetIdCommand(input))),
  getCredentials: (input) => failure(client.send(new GetCredentialsForIdentityCommand(input))),
  getOpenIdToken: (input) => failure(client.send(new GetOpenIdTokenCommand(input))),
};
