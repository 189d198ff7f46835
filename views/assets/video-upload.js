// Sends a large film in parts. A line that breaks is waited for, and a page that was closed goes on where it was when the same film is chosen again.
// Without this script the form sends it in one piece.

const words = document.querySelector("[data-upload]").dataset;
const form = document.querySelector("[data-upload]").closest("form");
const TRIES = 8;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Answers with data, or throws what the server says is wrong; `lost` when it could not be heard. */
async function ask(address, fields) {
  const body =
    fields &&
    Object.entries({ csrf: form.elements.csrf.value, ...fields }).reduce(
      (all, [name, value]) => (all.append(name, value), all),
      new FormData(),
    );
  const plain = body && !(fields.file instanceof Blob);
  const answer = await fetch(address, {
    method: body ? "POST" : "GET",
    headers: { accept: "application/json" },
    body: plain ? new URLSearchParams(body) : body,
  }).catch(() => undefined);
  if (answer === undefined || answer.status >= 500 || answer.status === 429)
    throw Object.assign(new Error(words.failed), { lost: true });
  const said = await answer.json().catch(() => ({ error: words.failed }));
  if (said.error !== undefined) throw new Error(said.error);
  return said;
}

/** The same, tried again for a while. */
async function insist(address, fields) {
  for (let tries = 1; ; tries++) {
    try {
      return await ask(address, fields);
    } catch (error) {
      if (!error.lost || tries >= TRIES) throw error;
      await pause(Math.min(30_000, 500 * 2 ** tries));
    }
  }
}

async function begin(file, key) {
  const known = localStorage.getItem(key);
  const found = known === null ? undefined : await ask(`${words.upload}/${known}`).catch(() => undefined);
  if (found !== undefined) return found;
  const fresh = await insist(words.upload, { bytes: file.size });
  localStorage.setItem(key, fresh.id);
  return fresh;
}

async function sendFilm(file, bar) {
  const part = Number(words.part);
  const key = `kith-upload ${file.name} ${file.size} ${file.lastModified}`;
  let state = await begin(file, key);
  while (state.received < file.size) {
    bar.value = state.received / file.size;
    const { received: start } = state;
    state = await insist(`${words.upload}/${state.id}`, { start, file: file.slice(start, start + part) });
  }
  bar.value = 1;
  localStorage.removeItem(key);
  location.href = (await insist(`${words.upload}/${state.id}/finish`, { title: form.elements.title.value })).to;
}

form.addEventListener("submit", (event) => {
  const [file] = form.elements.file.files;
  if (file === undefined || file.size <= Number(words.part)) return;
  event.preventDefault();
  form.querySelector(".upload-problem")?.remove();
  const button = form.querySelector("button");
  const label = document.createElement("label");
  const bar = document.createElement("progress");
  bar.max = 1;
  label.append(`${words.taking} `, bar);
  label.className = "uploading";
  button.disabled = true;
  button.before(label);
  sendFilm(file, bar).catch((error) => {
    label.remove();
    button.disabled = false;
    const problem = document.createElement("p");
    problem.className = "problem upload-problem";
    problem.setAttribute("role", "alert");
    problem.textContent = error.message;
    button.before(problem);
  });
});
