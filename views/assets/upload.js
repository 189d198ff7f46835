// Takes files in as soon as they are chosen, dropped or pasted, with progress; and any point of a picture as its focus.

const part = document.querySelector("[data-pictures]");
const attached = document.querySelector(".attached");
const form = attached.closest("form");
const words = part?.dataset ?? {};
const most = Number(words.room ?? 0);
let under = 0;

const room = () => most - attached.children.length - under;

/** The place to drop and choose stands where the form has its slots, which are for browsers without this script. */
function makeDrop() {
  const drop = document.createElement("div");
  drop.className = "drop";
  const input = document.createElement("input");
  Object.assign(input, { type: "file", multiple: true, accept: "image/*,video/*,audio/*", id: "files" });
  const label = document.createElement("label");
  label.htmlFor = "files";
  label.textContent = words.choose;
  const hint = document.createElement("p");
  hint.className = "hint";
  hint.textContent = words.drop;
  drop.append(label, input, hint);
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  part.querySelector(".slots").replaceWith(drop);
}

function take(files) {
  part.open = true;
  for (const file of files) {
    if (room() <= 0) return tell(words.full);
    send(file);
  }
}

function tell(message) {
  part.querySelector(".upload-problem")?.remove();
  if (message === "") return;
  const problem = document.createElement("p");
  problem.className = "problem upload-problem";
  problem.setAttribute("role", "alert");
  problem.textContent = message;
  part.querySelector(".drop").before(problem);
}

function send(file) {
  under += 1;
  tell("");
  const row = document.createElement("p");
  row.className = "uploading";
  const label = document.createElement("label");
  label.textContent = `${words.taking} ${file.name || file.type}`;
  const bar = document.createElement("progress");
  bar.max = 1;
  label.append(bar);
  row.append(label);
  part.querySelector(".drop").after(row);
  const body = new FormData();
  body.append("csrf", form.elements.csrf.value);
  body.append("file", file);
  const request = new XMLHttpRequest();
  request.open("POST", `${words.upload}?position=${attached.children.length + under}`);
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => (bar.value = event.total > 0 ? event.loaded / event.total : 0));
  request.addEventListener("loadend", () => {
    under -= 1;
    row.remove();
    const answer = request.response;
    if (answer?.html === undefined) tell(answer?.error ?? words.failed);
    else put(answer.html);
  });
  request.send(body);
}

const parsed = (markup) => new DOMParser().parseFromString(markup, "text/html").querySelector("li");

function put(markup) {
  const item = document.adoptNode(parsed(markup));
  attached.append(item);
  attached.hidden = false;
  enliven(item);
  item.querySelector("textarea")?.focus();
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** A film is asked after until it is ready; what has been typed about it stays. */
function wait(item, looks = 0) {
  const address = item.dataset.waiting;
  if (address === undefined || looks > 300) return;
  setTimeout(() => {
    fetch(`${address}?position=${[...attached.children].indexOf(item) + 1}`)
      .then((answer) => answer.json())
      .then(
        (answer) => {
          if (answer.error !== undefined) {
            item.remove();
            return tell(answer.error);
          }
          if (answer.ready !== true) return wait(item, looks + 1);
          const fresh = document.adoptNode(parsed(answer.html));
          fresh.querySelector("textarea").value = item.querySelector("textarea").value;
          item.replaceWith(fresh);
          enliven(fresh);
        },
        () => wait(item, looks + 1),
      );
  }, 1500);
}

/** Anywhere on the picture, not only in nine places. */
function enliven(item) {
  wait(item);
  const picture = item.querySelector(".focus-picture");
  if (picture === null) return;
  const mark = document.createElement("span");
  mark.className = "focus-mark";
  picture.append(mark);
  const show = () => {
    const [x, y] = picture.querySelector(":checked").value.split(",").map(Number);
    mark.style.insetInlineStart = "auto";
    mark.style.left = `${(x + 1) * 50}%`;
    mark.style.top = `${(1 - y) * 50}%`;
  };
  picture.addEventListener("change", show);
  picture.addEventListener("click", (event) => {
    // A label's click comes again from its button, without a place.
    if (event.target.matches("input") || event.detail === 0) return;
    const { left, top, width, height } = picture.getBoundingClientRect();
    const point = [((event.clientX - left) / width) * 2 - 1, 1 - ((event.clientY - top) / height) * 2];
    const input = event.target.closest("label")?.querySelector("input");
    if (!input) return;
    input.value = point.map((each) => Math.max(-1, Math.min(1, each)).toFixed(2)).join(",");
    input.checked = true;
    show();
  });
  show();
}

for (const item of attached.children) enliven(item);
if (part?.querySelector(".slots")) {
  makeDrop();
  for (const name of ["dragover", "drop"])
    form.addEventListener(name, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      form.classList.toggle("dropping", name === "dragover");
      if (name === "drop") take([...event.dataTransfer.files]);
    });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("dropping");
  });
  form.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    take(files);
  });
}
// Nothing is sent while a file is still on its way.
form.addEventListener("submit", (event) => {
  if (under === 0) return;
  event.preventDefault();
  part.open = true;
  part.querySelector(".uploading")?.scrollIntoView({ block: "center" });
});
