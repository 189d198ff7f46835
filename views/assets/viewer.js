// Pictures large, one after the other: arrows, Escape, swipes, and their descriptions. Without this script they are links to themselves.

const dialog = document.getElementById("viewer");
const stage = dialog?.querySelector(".stage");
const caption = dialog?.querySelector(".caption");
const count = dialog?.querySelector(".place");
const button = (act) => dialog.querySelector(`[data-viewer="${act}"]`);

let links = [];
let at = 0;
/** Who opened it gets the focus back. */
let opener;

function showPicture() {
  const link = links[at];
  const small = link.querySelector("img");
  const picture = new Image();
  picture.alt = small.alt;
  // The small one stands until the large one is there.
  picture.src = small.currentSrc || small.src;
  const large = new Image();
  large.onload = () => (picture.src = large.src);
  large.src = link.href;
  stage.replaceChildren(picture);
  caption.textContent = small.alt;
  caption.hidden = small.alt === "";
  const many = links.length > 1;
  count.textContent = many ? `${at + 1} / ${links.length}` : "";
  for (const act of ["previous", "next"]) {
    button(act).hidden = !many;
    button(act).disabled = act === "previous" ? at === 0 : at === links.length - 1;
  }
}

function step(by) {
  const to = at + by;
  if (to < 0 || to >= links.length) return;
  at = to;
  showPicture();
}

function open(link) {
  opener = link;
  links = [...link.closest(".media").querySelectorAll(".cell.image > a")];
  at = links.indexOf(link);
  showPicture();
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".cell.image > a");
  if (dialog === null || !link || event.defaultPrevented || event.button !== 0) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(link);
});

if (dialog !== null) {
  dialog.addEventListener("click", (event) => {
    const act = event.target.closest("[data-viewer]")?.dataset.viewer;
    if (act === "previous") step(-1);
    else if (act === "next") step(1);
    else if (act === "close" || event.target === stage || event.target === dialog) dialog.close();
  });
  const ltr = getComputedStyle(dialog).direction !== "rtl";
  dialog.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: ltr ? -1 : 1, ArrowRight: ltr ? 1 : -1, Home: -at, End: links.length - 1 - at }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    step(by);
  });
  let from;
  stage.addEventListener("pointerdown", (event) => (from = { x: event.clientX, y: event.clientY }));
  stage.addEventListener("pointerup", (event) => {
    if (from === undefined) return;
    const [across, down] = [event.clientX - from.x, event.clientY - from.y];
    from = undefined;
    if (Math.abs(across) > 40 && Math.abs(across) > Math.abs(down)) step(across > 0 === ltr ? -1 : 1);
    else if (down > 80) dialog.close();
  });
  dialog.addEventListener("close", () => {
    stage.replaceChildren();
    opener?.focus();
  });
}
