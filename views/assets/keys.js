// Keys for acting and moving; `?` shows them. They are switched off on the page that says them.

const posts = () =>
  [...document.querySelectorAll("main article.post, main .notice")].filter((each) => each.getClientRects().length > 0);
const isNested = (each) => each.parentElement.closest(".notice") !== null;

/** The post that keys speak to: the one that has the focus, or else the first in the window. */
function current() {
  const held = document.activeElement?.closest("article.post, .notice");
  return held ?? undefined;
}

function move(by) {
  const all = posts().filter((each) => !isNested(each));
  const held = current();
  const at = held === undefined ? -1 : all.findIndex((each) => each === held || each.contains(held));
  const first = all.findIndex((each) => each.getBoundingClientRect().bottom > 80);
  const to = at < 0 ? Math.max(0, first) : at + by;
  const next = all[to];
  if (next === undefined) return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  if (next.getBoundingClientRect().top < 60) scrollBy(0, next.getBoundingClientRect().top - 60);
}

const click = (selector) => () => current()?.querySelector(selector)?.click();
const go = (path) => () => location.assign(path);

const ACTS = {
  j: () => move(1),
  k: () => move(-1),
  o: click(".when a.u-url, .compact .when a, a.own"),
  p: click("a.by, .what a.name"),
  r: click(".act.reply"),
  b: click(".act.reblog:not([disabled])"),
  f: click(".act.favourite"),
  m: click(".act.bookmark"),
  x: click("details.cw > summary, details.filtered > summary"),
  e: click(".cell.image > a"),
  n: go("/compose"),
  "/": go("/search"),
  t: () => scrollTo(0, 0),
  "?": help,
};
const PLACES = {
  h: "/home",
  l: "/local",
  t: "/federated",
  n: "/notifications",
  b: "/bookmarks",
  f: "/favourites",
  s: "/settings",
};

/** The tables of the page that tells them all. */
async function help() {
  let dialog = document.getElementById("keys-help");
  if (dialog === null) {
    const answer = await fetch("/shortcuts", { headers: { accept: "text/html" } }).catch(() => undefined);
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : undefined;
    const keys = page?.getElementById("keys");
    if (!keys) return location.assign("/shortcuts");
    dialog = document.createElement("dialog");
    dialog.id = "keys-help";
    dialog.className = "keys-help";
    dialog.setAttribute("aria-label", page.querySelector("h1").textContent);
    keys.removeAttribute("id");
    dialog.tabIndex = -1;
    dialog.append(document.adoptNode(keys));
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    document.body.append(dialog);
  }
  if (!dialog.open) dialog.showModal();
}

let going = 0;
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (target.isContentEditable || target.closest?.("input, textarea, select, dialog")) return;
  if (going > 0) {
    clearTimeout(going);
    going = 0;
    const own = document.querySelector(".me .menu a")?.getAttribute("href");
    const place = key === "p" ? own : PLACES[key];
    if (place) {
      event.preventDefault();
      location.assign(place);
    }
    return;
  }
  if (key === "g") {
    going = setTimeout(() => (going = 0), 1500);
    return;
  }
  const act = Object.hasOwn(ACTS, key) ? ACTS[key] : undefined;
  if (act === undefined) return;
  event.preventDefault();
  act();
});
