// Long lists: older pages come by themselves, the address says where one is, and a line says what is new. Without this script there are links.

const feed = document.querySelector("[data-feed]");
const pager = () => document.querySelector("nav.pager");
const older = () => pager()?.querySelector('a[rel="next"]');

// Where each page begins: its first entry, and the address that shows it.
const pages = feed === null ? [] : [{ first: feed.firstElementChild, href: location.pathname + location.search }];

let loading = false;
async function loadOlder() {
  const link = older();
  if (link === null || link === undefined || loading) return;
  loading = true;
  const href = link.getAttribute("href");
  const words = link.textContent;
  link.textContent = feed.dataset.loading;
  try {
    const answer = await fetch(href, { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    add(new DOMParser().parseFromString(await answer.text(), "text/html"), href, link);
    loading = false;
    fillWindow();
  } catch {
    // The link is still there, and goes the plain way.
    link.textContent = words;
  }
}

/** Puts a page's entries below ours; those that we have already are left out. */
function add(page, href, link) {
  const fresh = page.querySelector("[data-feed]");
  const entries = [...(fresh?.children ?? [])].filter((entry) => entry.id === "" || document.getElementById(entry.id) === null);
  const first = entries[0];
  for (const entry of entries) feed.append(document.adoptNode(entry));
  if (first !== undefined) {
    pages.push({ first, href });
    first.parentElement.dispatchEvent(new CustomEvent("kith:added", { bubbles: true }));
  }
  const next = page.querySelector('nav.pager a[rel="next"]');
  const end = page.querySelector(".end");
  if (next !== null) link.replaceWith(document.adoptNode(next));
  else {
    const nav = link.closest("nav");
    link.remove();
    if (end !== null) feed.after(document.adoptNode(end));
    if (nav.querySelector("a") === null) nav.remove();
  }
  watch();
}

/** The observer speaks of changes only: what is in view already is looked at again. */
function fillWindow() {
  const nav = pager();
  if (nav !== null && nav.getBoundingClientRect().top < innerHeight * 2) void loadOlder();
}

const observer =
  "IntersectionObserver" in window
    ? new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && void loadOlder(), {
        rootMargin: "0px 0px 150% 0px",
      })
    : undefined;
function watch() {
  observer?.disconnect();
  const nav = pager();
  if (nav !== null && older() !== null) observer?.observe(nav);
}

/** The entry at the top of the window, and how far it is from there. */
function place() {
  for (const entry of feed.children) {
    const { bottom, top } = entry.getBoundingClientRect();
    if (bottom > 0 && entry.id !== "") return { id: entry.id, top };
  }
  return undefined;
}

let moved;
function onScroll() {
  clearTimeout(moved);
  moved = setTimeout(() => {
    const here = pages.findLast(({ first }) => first?.getBoundingClientRect().top < innerHeight / 2) ?? pages[0];
    if (here.href !== location.pathname + location.search) history.replaceState(history.state, "", here.href);
    remember();
  }, 150);
}

const key = () => `at ${location.pathname}${location.search}`;
function remember() {
  const at = scrollY > 0 ? place() : undefined;
  if (at === undefined) sessionStorage.removeItem(key());
  else sessionStorage.setItem(key(), JSON.stringify(at));
}

/** Who comes back, or loads anew, finds the place again. */
function recall() {
  const [visit] = performance.getEntriesByType("navigation");
  if (location.hash !== "" || !["back_forward", "reload"].includes(visit?.type)) return;
  try {
    const at = JSON.parse(sessionStorage.getItem(key()) ?? "null");
    const entry = at === null ? null : document.getElementById(at.id);
    if (entry !== null) scrollBy(0, entry.getBoundingClientRect().top - at.top);
  } catch {
    // Whatever stood there is none of ours.
  }
}

if (feed !== null) {
  watch();
  recall();
  addEventListener("scroll", onScroll, { passive: true });
  addEventListener("pagehide", remember);
}

// What is new, in a sentence of the server's. Nobody listens while nobody looks.
const bar = document.querySelector("[data-live]");
let source;
function listen() {
  source ??= new EventSource(bar.dataset.live);
  source.onmessage = ({ data }) => {
    const link = bar.querySelector("a");
    link.textContent = data;
    link.hidden = false;
  };
  source.onerror = () => {
    if (source?.readyState === EventSource.CLOSED) source = undefined;
  };
}
function hush() {
  source?.close();
  source = undefined;
}
if (bar !== null && "EventSource" in window) {
  if (!document.hidden) listen();
  document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
  addEventListener("pagehide", hush);
  addEventListener("pageshow", () => document.hidden || listen());
}
