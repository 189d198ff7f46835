// Records a voice message with the microphone, and takes it in as a file that was chosen.

const button = document.querySelector("[data-voice]");
const label = button?.querySelector("span");
const words = { start: label?.textContent, ...button?.dataset };
let recorder;

/** Where a chosen file goes: the field of upload.js, or the first empty one. */
function put(file) {
  const form = button.closest("form");
  const field =
    form.querySelector("#files") ?? [...form.querySelectorAll('input[type="file"]')].find(({ files }) => files.length === 0);
  if (field === undefined) return;
  const given = new DataTransfer();
  given.items.add(file);
  field.files = given.files;
  field.closest("details").open = true;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

async function start() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const type = ["audio/webm", "audio/mp4", "audio/ogg"].find((one) => MediaRecorder.isTypeSupported(one));
  const parts = [];
  recorder = new MediaRecorder(stream, type === undefined ? {} : { mimeType: type });
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  recorder.addEventListener("stop", () => {
    for (const track of stream.getTracks()) track.stop();
    label.textContent = words.start;
    button.classList.remove("recording");
    const kind = recorder.mimeType.split(";")[0];
    put(new File(parts, `${words.name}.${kind.split("/")[1]}`, { type: kind }));
    recorder = undefined;
  });
  recorder.start();
  label.textContent = words.stop;
  button.classList.add("recording");
}

if (button !== null && navigator.mediaDevices !== undefined && "MediaRecorder" in globalThis) {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (recorder !== undefined) return recorder.stop();
    start().catch(() => (label.textContent = words.refused));
  });
}
