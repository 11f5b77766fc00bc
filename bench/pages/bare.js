// A minimal page: PKCE, state, code exchange, claims and one API call.

const DOMAIN = "http://localhost:8001";
const CLIENT_ID = "2hd8example7standin0client";
const REDIRECT_URI = "http://localhost:8000/";
const SCOPE = "openid email profile api/read";

const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const random = (count) => base64url(crypto.getRandomValues(new Uint8Array(count)));

const signIn = async () => {
  const transaction = { state: random(24), nonce: random(24), verifier: random(48) };
  sessionStorage.setItem("transaction", JSON.stringify(transaction));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(transaction.verifier));
  location.assign(`${DOMAIN}/login?${new URLSearchParams({
    response_type: "code",
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    scope: SCOPE,
    state: transaction.state,
    nonce: transaction.nonce,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  })}`);
};

const claimsOf = (token) => {
  const payload = atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(payload, (one) => one.charCodeAt(0))));
};

const finish = async (parameters) => {
  history.replaceState(null, "", "/");
  const transaction = JSON.parse(sessionStorage.getItem("transaction") ?? "{}");
  sessionStorage.removeItem("transaction");
  if (parameters.get("state") !== transaction.state) throw new Error("another state");
  const response = await fetch(`${DOMAIN}/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      code: parameters.get("code"),
      code_verifier: transaction.verifier,
    }),
  });
  const session = await response.json();
  if (claimsOf(session.id_token).nonce !== transaction.nonce) throw new Error("another nonce");
  sessionStorage.setItem("session", JSON.stringify(session));
  return session;
};

const show = async (session) => {
  document.getElementById("name").textContent = claimsOf(session.id_token).name;
  const headers = { authorization: `Bearer ${session.access_token}` };
  const response = await fetch("/api/user", { headers });
  document.getElementById("api-result").textContent = await response.text();
};

const parameters = new URLSearchParams(location.search);
const stored = sessionStorage.getItem("session");
if (parameters.has("code")) await show(await finish(parameters));
else if (stored) await show(JSON.parse(stored));
else await signIn();
