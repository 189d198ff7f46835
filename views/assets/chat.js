// New messages appear where conversations are shown. The server says that something has come; the page is then asked for again, and what is new is put in.

const here = () => document.querySelector("#talk");
const came = document.querySelector("#came");
const box = document.querySelector(".message-form");
const nearEnd = () => box !== null && box.getBoundingClientRect().top < innerHeight + 300;
const toEnd = () => box?.scrollIntoView({ block: "end" });

// In a conversation the newest stands at the bottom, and the box below it.
const last = [...document.querySelectorAll(".bubble")].at(-1);
if (location.hash === "" || location.hash === `#${last?.id}`) {
  toEnd();
  // The browser goes to what the address names once more when everything is there.
  addEventListener("load", () => requestAnimationFrame(toEnd));
}

let [busy, again, events] = [false, false, undefined];

/** What is told is counted from the newest that the page shows. */
function listen() {
  const address = here().dataset.chat;
  events?.close();
  if (address === undefined) return;
  events = new EventSource(address);
  events.addEventListener("message", () => {
    if (document.hidden) again = true;
    else refresh();
  });
  events.addEventListener("typing", ({ data }) => {
    typing.textContent = data;
    typing.hidden = false;
    clearTimeout(fading);
    fading = setTimeout(() => (typing.hidden = true), 8000);
  });
}

// Who is typing is told at most every five seconds, and kept nowhere.
const typing = document.querySelector("#typing");
let [fading, told] = [undefined, 0];
box?.querySelector("textarea")?.addEventListener("input", () => {
  const address = here().dataset.typing;
  if (address === undefined || Date.now() - told < 5000) return;
  told = Date.now();
  const body = new URLSearchParams({ csrf: box.querySelector('[name="csrf"]').value });
  fetch(address, { method: "POST", body, headers: { "x-kith-in-place": "1" } }).catch(() => {});
});

function refresh() {
  if (busy) return void (again = true);
  busy = true;
  const settle = () => {
    busy = false;
    if (again) refresh((again = false));
  };
  // After a message that was not taken the address is that of the form.
  fetch(here().dataset.page, { headers: { accept: "text/html" } })
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((page) => {
      put(new DOMParser().parseFromString(page, "text/html").querySelector("#talk"));
      settle();
    }, settle);
}

function put(fresh) {
  const old = here();
  if (fresh === null || fresh.isEqualNode(old)) return;
  // Who is about to do something with a message keeps it under the hand.
  if (old.contains(document.activeElement) || old.querySelector("details[open]") !== null) return void setTimeout(refresh, 3000);
  const known = new Set([...old.querySelectorAll(".bubble")].map(({ id }) => id));
  const news = [...fresh.querySelectorAll(".bubble")].filter(({ id }) => !known.has(id));
  const follow = news.length > 0 && nearEnd();
  if (typing !== null && news.length > 0) typing.hidden = true;
  const said = news.findLast((bubble) => !bubble.classList.contains("own"));
  if (said !== undefined && came !== null) came.textContent = `${old.dataset.came} ${said.querySelector(".said").textContent}`;
  old.replaceWith(document.adoptNode(fresh));
  if (follow) toEnd();
  if (fresh.dataset.chat !== old.dataset.chat) listen();
}

listen();
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && again) refresh((again = false));
});

// With a keyboard at hand, Enter sends; on a phone it begins a line. Whoever chooses from a list by it has had it before.
// Whoever has sent something writes on: what is typed then belongs into the box, and is no key for something else.
const words = box?.querySelector("textarea");
const SENT = "kith-chat-sent";
if (words instanceof Element && matchMedia("(hover: hover) and (pointer: fine)").matches) {
  const go = () => words.focus({ preventScroll: true });
  if (sessionStorage.getItem(SENT) !== null) {
    go();
    // What the address names takes the focus away once more when everything is there.
    addEventListener("load", () => requestAnimationFrame(go));
  }
  sessionStorage.removeItem(SENT);
  box.addEventListener("submit", ({ submitter }) => {
    if (submitter?.matches(".primary")) sessionStorage.setItem(SENT, "1");
  });
  const hint = box.querySelector("[data-enter]");
  if (hint !== null) hint.hidden = false;
  words.addEventListener("keydown", (event) => {
    const bare = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    if (
      event.key !== "Enter" ||
      !bare ||
      event.defaultPrevented ||
      document.querySelector("[role=listbox]:not([hidden])") !== null
    )
      return;
    event.preventDefault();
    if (words.value.trim() !== "") box.requestSubmit(box.querySelector("button.primary"));
  });
}
