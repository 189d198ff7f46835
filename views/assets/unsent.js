// Keeps what is typed until it is sent: in this browser at once, and as a draft on the server when one pauses.

const text = document.querySelector("#text");
const form = text.form;
const line = document.querySelector("[data-kept]");
const draft = form.elements.draft_id;
const place = text.dataset.unsent;
const name = place === undefined ? undefined : `unsent-${String(place)}`;
const PAUSE = 5000;
/** Fewer characters are not worth a draft. */
const LEAST = 20;

const begun = text.value;
const say = (words) => {
  if (line !== null && words !== undefined) line.textContent = words;
};

/** What was left here: the words, and the draft that the server has of them. */
function before() {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "{}");
  } catch {
    return {};
  }
}

if (name !== undefined) {
  const { words = "", draft_id = "" } = before();
  // A reply begins with names: whoever typed nothing after them has typed nothing.
  if (words !== "" && words.trim() !== begun.trim() && words.startsWith(begun.trim())) {
    text.value = words;
    if (draft !== undefined) draft.value = draft_id;
    say(line?.dataset.restored);
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

let [changed, timer, leaving] = [false, 0, false];

function keepHere() {
  if (name === undefined) return;
  if (text.value.trim() === begun.trim()) localStorage.removeItem(name);
  else localStorage.setItem(name, JSON.stringify({ words: text.value, draft_id: draft?.value ?? "" }));
}

/** The form as it is, without files and without what would take something away. */
function bodyOf() {
  const body = new FormData();
  for (const [key, value] of new FormData(form))
    if (typeof value === "string" && !key.startsWith("remove_") && key !== "do") body.append(key, value);
  return body;
}

function keepThere() {
  clearTimeout(timer);
  const worth = text.value.trim().length >= LEAST || draft?.value !== "";
  const kept = text.dataset.keep !== undefined && draft !== undefined && form.elements.scheduled_id === undefined;
  if (!changed || leaving || !kept || !worth) return;
  changed = false;
  fetch(text.dataset.keep, { method: "POST", body: bodyOf(), keepalive: true })
    .then((answer) => answer.json())
    .then(
      ({ draft_id, error }) => {
        if (draft_id !== undefined) draft.value = draft_id;
        keepHere();
        say(error ?? (draft_id === "" ? "" : line?.dataset.kept));
      },
      () => {
        changed = true;
        say(line?.dataset.lost);
      },
    );
}

form.addEventListener("input", () => {
  changed = true;
  keepHere();
  clearTimeout(timer);
  timer = setTimeout(keepThere, PAUSE);
});
document.addEventListener("visibilitychange", () => {
  // Whoever leaves hears no answer: a draft whose number nobody learns would stay for ever. What is here stays here.
  if (document.hidden && draft?.value !== "") keepThere();
});
form.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  leaving = true;
  const act = event.submitter?.value;
  // The form comes back with what was typed after anything else.
  if (name !== undefined && (act === "publish" || act === "draft")) localStorage.removeItem(name);
});
// Back in the page by the browser's own history.
addEventListener("pageshow", () => (leaving = false));
