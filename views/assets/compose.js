// Help while writing, on top of a form that works alone: a counter, drafts, a message's exact audience, a word about descriptions.

const text = document.querySelector("#text");
const form = text.form;
const count = document.querySelector("[data-count]");
const max = Number(text.dataset.max);
const plain = count.textContent;
const segmenter = new Intl.Segmenter();

/** As the server counts: a link is 23, and `@ann@example.org` is as long as `@ann`. */
const lengthOf = (words) => {
  const counted = words.replace(/https?:\/\/\S+/g, "x".repeat(23)).replace(/(@\w+)@[\w.-]+\w/g, "$1");
  return /^[\n\x20-\x7e]*$/.test(counted) ? counted.length : [...segmenter.segment(counted)].length;
};

/** Speaks up in the last fifth only. */
function recount() {
  const warning = form.elements.spoiler_text?.value ?? "";
  const left = max - lengthOf(text.value) - lengthOf(warning);
  const near = left < max / 5;
  count.textContent = !near ? plain : left < 0 ? `${-left} characters too many` : `${left} characters left`;
  count.parentElement.classList.toggle("near", near && left >= 0);
  count.parentElement.classList.toggle("over", left < 0);
}

const reach = document.querySelector("#reach-direct");
const unnamed = reach?.textContent;
function nameReach() {
  if (reach === null) return;
  const names = [...new Set(text.value.match(/(?<![\w/])@\w[\w.-]*(@[\w.-]+\w)?/g) ?? [])];
  reach.textContent = names.length === 0 ? unnamed : `Only ${names.join(", ").replace(/, (?=[^,]*$)/, " and ")}`;
}

const draft = text.dataset.draft === undefined ? undefined : `draft-${text.dataset.draft}`;
if (draft !== undefined && text.value === "") text.value = localStorage.getItem(draft) ?? "";
const keep = () => {
  if (draft === undefined) return;
  if (text.value === "") localStorage.removeItem(draft);
  else localStorage.setItem(draft, text.value);
};

form.addEventListener("input", () => {
  recount();
  nameReach();
  keep();
});
recount();
nameReach();

// One free place for a picture at a time.
const slots = [...document.querySelectorAll(".slot")];
const fileOf = (slot) => slot.querySelector("input[type=file]");
const showSlots = () =>
  slots.forEach(
    (slot, at) => (slot.hidden = at > 0 && fileOf(slots[at - 1]).files.length === 0 && fileOf(slot).files.length === 0),
  );
for (const slot of slots) slot.addEventListener("change", showSlots);
showSlots();

let asked = false;
form.addEventListener("submit", (event) => {
  const bare = slots.find((slot) => fileOf(slot).files.length > 0 && slot.querySelector("textarea").value.trim() === "");
  if (bare !== undefined && !asked && event.submitter?.value === "publish") {
    asked = true;
    event.preventDefault();
    const nudge = document.createElement("p");
    nudge.className = "flash";
    nudge.setAttribute("role", "alert");
    nudge.textContent = "A picture has no description yet. A few words let everyone take part; press again to post without.";
    form.querySelector(".buttons").before(nudge);
    bare.querySelector("textarea").focus();
    return;
  }
  if (draft !== undefined && event.submitter?.value === "publish") localStorage.removeItem(draft);
});
