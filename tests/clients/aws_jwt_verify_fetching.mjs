// aws-jwt-verify's general verifier, which fetches the keys itself, always over https.

import { JwtVerifier } from "aws-jwt-verify";
import { failure, report, settings } from "./report.mjs";

const { issuer, clientId, id_token, access_token, rotated_token } = settings;
const verifier = (audience) => JwtVerifier.create({ issuer, audience });

const fetching = verifier(clientId);
await fetching.hydrate();
report({
  id: await fetching.verify(id_token),
  access: await verifier(null).verify(access_token),
  other_audience: await failure(verifier("another").verify(id_token)),
  tampered: await failure(verifier(clientId).verify(`${id_token.slice(0, -8)}AAAAAAAA`)),
  withdrawn: await failure(verifier(clientId).verify(rotated_token)),
});
