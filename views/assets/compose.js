// Help while writing, on top of a form that works alone: a box that grows, a counter, a message's exact audience, what the button will do.

const text = document.querySelector("#text");
const form = text.form;
const count = document.querySelector("[data-count]");
const max = Number(text.dataset.max);
const plain = count.textContent;
const numbers = new Intl.NumberFormat(document.documentElement.lang);
const segmenter = new Intl.Segmenter();

/** As the server counts: a link is 23, and `@ann@example.org` is as long as `@ann`. */
const lengthOf = (words) => {
  const counted = words.replace(/https?:\/\/\S+/g, "x".repeat(23)).replace(/(@\w+)@[\w.-]+\w/g, "$1");
  return /^[\n\x20-\x7e]*$/.test(counted) ? counted.length : [...segmenter.segment(counted)].length;
};

/** Speaks up in the last fifth only, and to screen readers when it is nearly or wholly too much. */
function recount() {
  const warning = form.elements.spoiler_text?.value ?? "";
  const left = max - lengthOf(text.value) - lengthOf(warning);
  const near = left < max / 5;
  count.textContent = !near ? plain : `${left < 0 ? text.dataset.over : text.dataset.left} ${numbers.format(Math.abs(left))}`;
  count.parentElement.classList.toggle("near", near && left >= 0);
  count.parentElement.classList.toggle("over", left < 0);
  count.setAttribute("aria-live", left < 20 ? "polite" : "off");
}

/** Browsers that know `field-sizing` do it themselves. */
const grows = !CSS.supports("field-sizing", "content");
function grow() {
  if (!grows) return;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

// Whom a message reaches: the server knows who is who.
const reach = document.querySelector("[data-reach]");
const unknown = document.querySelector("[data-unknown]");
const namesIn = () => [...new Set(text.value.match(/(?<![\w/=])@\w[\w.-]*(?:@[\w.:-]+\w)?/g) ?? [])].join(" ");
let [asked, timer] = [namesIn(), 0];
function nameReach() {
  if (reach === null || namesIn() === asked) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    const names = (asked = namesIn());
    fetch(`${text.dataset.whom}?${new URLSearchParams({ text: names })}`)
      .then((answer) => answer.json())
      .then(
        (said) => {
          if (names !== asked) return;
          reach.textContent = said.line;
          unknown.textContent = said.unknown;
          unknown.hidden = said.unknown === "";
        },
        () => (asked = ""),
      );
  }, 400);
}

const publish = form.querySelector("[data-later]");
const time = form.elements.scheduled_at;
time?.addEventListener("change", () => {
  publish.textContent = time.value === "" ? publish.dataset.now : publish.dataset.later;
});

const look = () => {
  recount();
  grow();
  nameReach();
};
form.addEventListener("input", look);
look();

// Ctrl+Enter sends, as elsewhere.
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector('[value="publish"]'));
  }
});
