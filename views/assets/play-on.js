// A playlist goes on by itself when a video has ended, as long as its reader leaves the switch on. For those who want nothing to move it is off until they say otherwise.

const list = document.querySelector("[data-list]");
const film = document.querySelector("video[data-player]");
const next = list?.querySelector('a[rel="next"]');
const goesOn = list?.querySelector("[data-goes-on]");
const going = list?.querySelector("[data-going]");
const stay = list?.querySelector("[data-stay]");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches || document.documentElement.dataset.motion === "less";
const WISH = calm ? "kith-play-on-calm" : "kith-play-on";
/** The page before has sent its reader here: the film begins. */
const ON = "kith-playing-on";
const PAUSE = 4000;

let timer;

function end() {
  clearTimeout(timer);
  going.textContent = "";
  stay.hidden = true;
}

function goOn() {
  sessionStorage.setItem(ON, next.href);
  location.href = next.href;
}

function over() {
  if (!goesOn?.checked || timer !== undefined) return;
  going.textContent = going.dataset.words.replace("{title}", next.dataset.title);
  stay.hidden = false;
  timer = setTimeout(goOn, PAUSE);
}

function rest() {
  end();
  timer = undefined;
}

if (film && next && goesOn) {
  goesOn.closest("[hidden]").hidden = false;
  goesOn.checked = (localStorage.getItem(WISH) ?? (calm ? "0" : "1")) === "1";
  goesOn.addEventListener("change", () => {
    localStorage.setItem(WISH, goesOn.checked ? "1" : "0");
    if (!goesOn.checked) rest();
  });
  stay.addEventListener("click", rest);
  film.addEventListener("ended", over);
  film.addEventListener("play", rest);
}

// Where only a part of the film is meant, that is its end; whoever goes on watching may.
const stop = Number(list?.dataset.stop ?? 0);
if (film && stop > 0) {
  let before = film.currentTime;
  film.addEventListener("timeupdate", () => {
    const passed = before < stop && film.currentTime >= stop && film.currentTime < stop + 1.5 && !film.seeking;
    before = film.currentTime;
    if (!passed) return;
    film.pause();
    over();
  });
}

const here = location.href.split("#")[0];
if (film && sessionStorage.getItem(ON) === here && film.closest("details:not([open])") === null) film.play().catch(() => {});
sessionStorage.removeItem(ON);

// The list stands where the film is in it.
const current = list?.querySelector("ol [aria-current]");
if (current)
  list.querySelector("ol").scrollTop = Math.max(0, current.offsetTop - list.querySelector("ol").offsetTop - current.offsetHeight);
