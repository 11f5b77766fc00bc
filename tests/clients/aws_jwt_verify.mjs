// aws-jwt-verify: the tokens of a sign-in, by its verifier for Cognito and by its general one.

import { CognitoJwtVerifier, JwtVerifier } from "aws-jwt-verify";
import { failure, report, settings } from "./report.mjs";

const { userPoolId, clientId, issuer, jwks, id_token, access_token } = settings;

const cognito = (tokenUse, more = {}) => {
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse, ...more });
  verifier.cacheJwks(jwks);
  return verifier;
};
const general = JwtVerifier.create({ issuer, audience: clientId, jwksUri: `${issuer}/.well-known/jwks.json` });
general.cacheJwks(jwks);

report({
  id: await cognito("id").verify(id_token),
  access: await cognito("access").verify(access_token),
  access_with_demands: await cognito("access", { scope: "email", groups: "admins" }).verify(access_token),
  general: await general.verify(id_token),
  id_as_access: await failure(cognito("access").verify(id_token)),
  other_client: await failure(cognito("id", { clientId: "another" }).verify(id_token)),
  lacking_scope: await failure(cognito("access", { scope: "api/write" }).verify(access_token)),
  lacking_group: await failure(cognito("access", { groups: "editors" }).verify(access_token)),
});
