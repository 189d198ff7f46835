// A story goes on by itself when its reader wants that: pictures after a while, films at their end. Never for those who want nothing to move.

const story = document.querySelector("[data-story]");
const button = story?.querySelector("[data-play]");
const next = story?.querySelector('a[rel="next"]');
const film = story?.querySelector("video");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches || document.documentElement.dataset.motion === "less";
const KEY = "kith-stories-play";
const SHOWN = 7000;

let timer;
const goOn = () => next.click();
const busy = () => story.contains(document.activeElement) && document.activeElement.matches("input, video");

function play() {
  button.textContent = button.dataset.pause;
  sessionStorage.setItem(KEY, "1");
  if (film === null) timer = setTimeout(() => (busy() ? stop() : goOn()), SHOWN);
  else film.play().catch(stop);
}

function stop() {
  clearTimeout(timer);
  button.textContent = button.dataset.play;
  sessionStorage.removeItem(KEY);
  film?.pause();
}

// With arrows one goes back and on, but where they do something else.
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || target.closest?.("input, video")) return;
  const to = { ArrowRight: next, ArrowLeft: story?.querySelector('a[rel="prev"]') }[key];
  if (!to) return;
  event.preventDefault();
  to.click();
});

if (button && next && !calm) {
  button.hidden = false;
  button.addEventListener("click", () => (sessionStorage.getItem(KEY) === null ? play() : stop()));
  film?.addEventListener("ended", () => sessionStorage.getItem(KEY) !== null && goOn());
  story.addEventListener("input", stop);
  if (sessionStorage.getItem(KEY) !== null) play();
}
