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
}

function refresh() {
  if (busy) return void (again = true);
  busy = true;
  const settle = () => {
    busy = false;
    if (again) refresh((again = false));
  };
  fetch(location.pathname, { headers: { accept: "text/html" } })
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((page) => {
      put(new DOMParser().parseFromString(page, "text/html").querySelector("#talk"));
      settle();
    }, settle);
}

function put(fresh) {
  const old = here();
  if (fresh === null || fresh.dataset.chat === old.dataset.chat || old.contains(document.activeElement)) return;
  const known = new Set([...old.querySelectorAll(".bubble")].map(({ id }) => id));
  const news = [...fresh.querySelectorAll(".bubble")].filter(({ id }) => !known.has(id));
  const follow = news.length > 0 && nearEnd();
  const said = news.findLast((bubble) => !bubble.classList.contains("own"));
  if (said !== undefined && came !== null) came.textContent = `${old.dataset.came} ${said.querySelector(".said").textContent}`;
  old.replaceWith(document.adoptNode(fresh));
  if (follow) toEnd();
  listen();
}

listen();
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && again) refresh((again = false));
});
