// Parts of a page that are still filling (`data-fills`: seconds between looks): the page is asked for again, and what has come is put in, until it is
// all there. Without this script, reloading does the same.

/** Long enough for what the server itself gives up on. */
const LOOKS = 60;
const seen = new WeakMap();

function look(part, looks) {
  const wait = Number(part.dataset.fills) * 1000;
  if (!(wait > 0) || looks >= LOOKS) return;
  setTimeout(() => {
    // Nobody sees it, so nothing is asked for.
    if (document.hidden) return look(part, looks);
    fetch(location.href, { headers: { accept: "text/html" } })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then(
        (text) => fill(part, text, looks + 1),
        () => look(part, looks + 1),
      );
  }, wait);
}

/** Puts the new part in the place of the old one, unless somebody is about to use what is there. */
function fill(part, text, looks) {
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(part.id);
  const busy = part.contains(document.activeElement) || part.querySelector('details[name="menu"][open]') !== null;
  if (fresh === null || busy) return look(part, looks);
  // As it came: what stands there may have been opened since.
  const { outerHTML } = fresh;
  if (outerHTML !== seen.get(part)) {
    part.replaceWith(document.adoptNode(fresh));
    seen.set(fresh, outerHTML);
    fresh.dispatchEvent(new CustomEvent("kith:added", { bubbles: true }));
  }
  look(document.getElementById(part.id) ?? part, looks);
}

for (const part of document.querySelectorAll("[data-fills][id]")) {
  seen.set(part, part.outerHTML);
  look(part, 0);
}
