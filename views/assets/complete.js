// Completes @people, #tags and :emoji: while one types: a list below the box, chosen from by arrows and Enter, or by a click.

const text = document.querySelector("#text");
const WORD = /(?:^|[\s(])([@#:][^\s@#:,;.!?()]{1,60}(?:@[\w.-]{0,60})?)$/u;

const list = document.createElement("ul");
list.id = "suggestions";
list.className = "suggestions";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", text.dataset.suggestions.replace(/\s*[:：]\s*$/, ""));
list.hidden = true;
const said = document.createElement("p");
said.className = "vh";
said.setAttribute("role", "status");
text.after(list, said);
text.setAttribute("aria-autocomplete", "list");
text.setAttribute("aria-haspopup", "listbox");

let [items, chosen, timer, turn] = [[], 0, 0, 0];

const typed = () =>
  text.selectionStart === text.selectionEnd ? WORD.exec(text.value.slice(0, text.selectionStart))?.[1] : undefined;

function close() {
  list.hidden = true;
  items = [];
  said.textContent = "";
  text.removeAttribute("aria-activedescendant");
  text.removeAttribute("aria-controls");
}

function choose(at) {
  chosen = (at + items.length) % items.length;
  [...list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === chosen)));
  text.setAttribute("aria-activedescendant", list.children[chosen].id);
  list.children[chosen].scrollIntoView({ block: "nearest" });
}

function rowOf(item, at) {
  const row = document.createElement("li");
  row.id = `suggestion-${at}`;
  row.setAttribute("role", "option");
  if (item.image !== "") {
    const image = new Image(28, 28);
    image.alt = "";
    image.src = item.image;
    row.append(image);
  }
  for (const [tag, words] of [
    ["strong", item.name],
    ["span", item.detail],
  ]) {
    const part = document.createElement(tag);
    part.dir = "auto";
    part.textContent = words;
    if (words !== "") row.append(part);
  }
  // The box must not lose its focus.
  row.addEventListener("pointerdown", (event) => event.preventDefault());
  row.addEventListener("click", () => take(at));
  return row;
}

function open(found) {
  if (found.length === 0) return close();
  items = found;
  list.replaceChildren(...found.map(rowOf));
  list.hidden = false;
  text.setAttribute("aria-controls", list.id);
  said.textContent = `${text.dataset.suggestions} ${found.length}`;
  choose(0);
}

function take(at) {
  const word = typed();
  const item = items[at];
  close();
  if (word === undefined || item === undefined) return;
  const end = text.selectionStart;
  text.setRangeText(`${item.value} `, end - word.length, end, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

text.addEventListener("input", () => {
  clearTimeout(timer);
  const word = typed();
  if (word === undefined || (word.startsWith(":") && word.length < 3)) return close();
  const mine = (turn += 1);
  timer = setTimeout(() => {
    fetch(`${text.dataset.complete}?${new URLSearchParams({ q: word })}`)
      .then((answer) => answer.json())
      .then(
        ({ items: found }) => {
          // What was asked before comes too late.
          if (mine === turn && typed() === word && document.activeElement === text) open(found);
        },
        () => close(),
      );
  }, 150);
});

const KEYS = {
  ArrowDown: () => choose(chosen + 1),
  ArrowUp: () => choose(chosen - 1),
  Enter: () => take(chosen),
  Tab: () => take(chosen),
  Escape: () => close(),
};
text.addEventListener("keydown", (event) => {
  if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const act = KEYS[event.key];
  if (act === undefined) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  act();
});
text.addEventListener("blur", close);
