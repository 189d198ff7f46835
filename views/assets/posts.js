// Small comforts, none of them needed: buttons that act in place, warnings that stay open, links that copy themselves.

/** Presses a toggle without leaving the page. The server answers 204 to the header; anything else falls back to the plain form. */
function press(form, button) {
  const action = button.getAttribute("formaction");
  const body = new URLSearchParams(new FormData(form));
  const plain = () => {
    form.action = action;
    form.submit();
  };
  button.disabled = true;
  fetch(action, { method: "POST", body, headers: { "X-Kith-In-Place": "1" }, redirect: "manual" }).then(
    (answer) => {
      button.disabled = false;
      if (answer.status === 204) turn(button, action);
      else plain();
      button.focus();
    },
    () => {
      button.disabled = false;
      plain();
    },
  );
}

function turn(button, action) {
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(on));
  button.setAttribute("formaction", button.dataset.other);
  button.dataset.other = action;
  const count = button.querySelector(".n");
  if (count !== null && /^\d+$/.test(count.textContent))
    count.textContent = String(Math.max(0, Number(count.textContent) + (on ? 1 : -1)));
  vote(button, on);
}

/** In a group: one vote, for or against. The server has taken back the other. */
function vote(button, on) {
  if (button.dataset.vote === undefined) return;
  let by = on ? Number(button.dataset.vote) : -Number(button.dataset.vote);
  const other = on ? button.form.querySelector(`[data-vote="${-Number(button.dataset.vote)}"][aria-pressed="true"]`) : null;
  if (other !== null) {
    by -= Number(other.dataset.vote);
    other.setAttribute("aria-pressed", "false");
    const action = other.getAttribute("formaction");
    other.setAttribute("formaction", other.dataset.other);
    other.dataset.other = action;
  }
  const score = button.form.querySelector("[data-score]");
  if (score !== null && /^-?\d+$/.test(score.textContent)) score.textContent = String(Number(score.textContent) + by);
}

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.dataset.other === undefined) return;
  event.preventDefault();
  press(event.target, button);
});

// A warning that was opened stays open for as long as the tab does.
const remembered = (details) => `open-${details.dataset.remember}`;
const recall = (root) => {
  for (const details of root.querySelectorAll("details[data-remember]"))
    if (sessionStorage.getItem(remembered(details)) !== null) details.open = true;
};
recall(document);
// Other scripts say what they have put into the page.
document.addEventListener("kith:added", (event) => recall(event.target));
document.addEventListener(
  "toggle",
  (event) => {
    const details = event.target;
    if (details.dataset?.remember === undefined) return;
    if (details.open) sessionStorage.setItem(remembered(details), "1");
    else sessionStorage.removeItem(remembered(details));
  },
  true,
);

// Menus, and what else opens beside its button, close when one goes elsewhere or presses Escape, which leads back to the button.
const MENUS = 'details[name="menu"][open]';
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll(MENUS)) if (!menu.contains(except)) menu.open = false;
};
document.addEventListener("click", (event) => {
  closeMenus(event.target);
  const source = event.target.closest("[data-copy]");
  if (source === null || navigator.clipboard === undefined) return;
  event.preventDefault();
  const words = source.textContent;
  const { copied } = source.dataset;
  navigator.clipboard.writeText(source.href ?? words).then(
    () => {
      if (copied === undefined || copied === words) return;
      source.textContent = copied;
      setTimeout(() => (source.textContent = words), 1500);
    },
    () => location.assign(source.href ?? location.href),
  );
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelector(`${MENUS} > summary`)?.focus();
  closeMenus(null);
});

// A table's box is a stop for the tab key only while it scrolls; without this script it always is, for nobody knows.
const boxes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const box = target.closest(".scrolls");
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else if (box !== document.activeElement) box.removeAttribute("tabindex");
  }
});
for (const box of document.querySelectorAll(".scrolls")) for (const one of [box, ...box.children]) boxes.observe(one);
