// On the page of a video: another size goes on where the last one was, and chapters are jumped to. Without this script, the links lead to the page anew.

const film = document.querySelector("video[data-player]");
const sizes = document.querySelector("[data-sizes]");

/** Takes what the page at `address` has for the player, and goes on from `at` as before. */
async function change(address, link) {
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const sources = page.querySelectorAll("video[data-player] source");
  if (sources.length === 0) throw new Error("no film");
  const { currentTime: at, paused, playbackRate } = film;
  for (const source of film.querySelectorAll("source")) source.remove();
  film.prepend(...[...sources].map((source) => document.adoptNode(source)));
  film.load();
  film.addEventListener(
    "loadedmetadata",
    () => {
      film.currentTime = at;
      film.playbackRate = playbackRate;
      if (!paused) film.play().catch(() => {});
    },
    { once: true },
  );
  for (const other of sizes.querySelectorAll("a")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
}

sizes?.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (film === null || link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  change(link.href, link).catch(() => (location.href = link.href));
});

document.querySelector(".chapters")?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-at]");
  if (film === null || link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  film.currentTime = Number(link.dataset.at);
  film.play().catch(() => {});
  film.scrollIntoView({ block: "nearest" });
});
