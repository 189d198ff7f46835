// Tells new people's time zone, and offers this device's to who chooses one.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
for (const field of document.querySelectorAll("[data-time-zone]")) field.value = zone;

const offer = document.querySelector("[data-zone-offer]");
const field = document.querySelector("#f-time_zone");
if (offer !== null && field !== null && zone !== "" && field.value !== zone) {
  const button = offer.querySelector("button");
  button.textContent = button.dataset.words.replace("%", zone);
  offer.hidden = false;
  button.addEventListener("click", () => {
    field.value = zone;
    offer.hidden = true;
  });
}
