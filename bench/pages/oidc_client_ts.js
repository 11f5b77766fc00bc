// oidc-client-ts in its fastest configuration: endpoints without discovery, and no timers.

const domain = "http://localhost:8001";
const issuer = "http://localhost:8002/eu-west-1_StandIn01";
const { UserManager, WebStorageStateStore } = globalThis.oidc;
const manager = new UserManager({
  authority: issuer,
  client_id: "2hd8example7standin0client",
  redirect_uri: "http://localhost:8000/",
  scope: "openid email profile api/read",
  metadata: { issuer, authorization_endpoint: `${domain}/login`, token_endpoint: `${domain}/oauth2/token` },
  stateStore: new WebStorageStateStore({ store: sessionStorage }),
  automaticSilentRenew: false,
});

const show = async (user) => {
  document.getElementById("name").textContent = user.profile.name;
  const headers = { authorization: `Bearer ${user.access_token}` };
  const response = await fetch("/api/user", { headers });
  document.getElementById("api-result").textContent = await response.text();
};

const start = async () => {
  if (new URLSearchParams(location.search).has("code")) {
    const user = await manager.signinCallback();
    history.replaceState(null, "", "/");
    return show(user);
  }
  const user = await manager.getUser();
  return user ? show(user) : manager.signinRedirect({ nonce: crypto.randomUUID() });
};

start();
