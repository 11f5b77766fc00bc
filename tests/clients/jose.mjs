// jose: an API checks both tokens with the keys that it fetches from the issuer.

import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import { failure, report, settings } from "./report.mjs";

const { issuer, clientId, id_token, access_token, rotated_token } = settings;
const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
const verified = async (token, options = {}) => (await jwtVerify(token, keys, { issuer, ...options })).payload;

report({
  id: await verified(id_token, { audience: clientId }),
  access: await verified(access_token),
  has_audience: (await failure(verified(access_token, { audience: clientId })))?.code,
  other_issuer: (await failure(verified(id_token, { issuer: `${issuer}x` })))?.code,
  tampered: (await failure(verified(`${id_token.slice(0, -8)}AAAAAAAA`)))?.code,
  withdrawn: (await failure(verified(rotated_token)))?.code === errors.JWKSNoMatchingKey.code,
});
