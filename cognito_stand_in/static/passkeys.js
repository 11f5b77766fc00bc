// Registers a passkey, or signs in with one: the form's data say which, and carry the options.
const form = document.querySelector("form[data-ceremony]");
const { ceremony, options } = form.dataset;
const alertBox = document.querySelector("#mistake");

async function credential() {
  const parsed = JSON.parse(options);
  if (ceremony === "create") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(parsed);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(parsed);
  return navigator.credentials.get({ publicKey });
}

form.addEventListener("submit", async (event) => {
  if (event.submitter?.name) return;
  event.preventDefault();
  try {
    form.elements.credential.value = JSON.stringify((await credential()).toJSON());
  } catch (mistake) {
    alertBox.textContent = `The browser used no passkey: ${mistake.message}`;
    alertBox.hidden = false;
    return;
  }
  form.submit();
});
