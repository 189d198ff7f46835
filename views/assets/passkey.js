// Passkeys: hands what the server wrote to the browser, and what the browser made of it back to the form.

const form = document.querySelector("form.key");
const button = form.querySelector("[data-key]");
const said = form.querySelector(".problem");
const options = JSON.parse(button.dataset.options);
const known = window.PublicKeyCredential?.parseCreationOptionsFromJSON !== undefined;

form.querySelector("[data-plain]").hidden = true;
if (known) button.disabled = false;
else say(said.dataset.missing);

function say(words) {
  said.textContent = words;
  said.hidden = words === "";
}

const ask = () =>
  button.dataset.key === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });

form.addEventListener("submit", (event) => {
  if (form.elements.credential.value !== "") return;
  event.preventDefault();
  if (!known) return;
  say("");
  button.disabled = true;
  ask().then(
    (credential) => {
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    },
    () => {
      button.disabled = false;
      say(said.dataset.failed);
    },
  );
});
