// Moves what is dragged to another day of the calendar, by the form that is there for it.

const mover = document.querySelector("#mover");
for (const item of document.querySelectorAll("[data-move]")) {
  item.draggable = true;
  for (const link of item.querySelectorAll("a")) link.draggable = false;
  item.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData("text/x-kith-entry", item.dataset.move);
    event.dataTransfer.effectAllowed = "move";
  });
}

for (const day of document.querySelectorAll("[data-day]")) {
  const isOurs = (event) => event.dataTransfer.types.includes("text/x-kith-entry");
  day.addEventListener("dragover", (event) => {
    if (!isOurs(event)) return;
    event.preventDefault();
    day.classList.add("over");
  });
  day.addEventListener("dragleave", () => day.classList.remove("over"));
  day.addEventListener("drop", (event) => {
    if (!isOurs(event) || mover === null) return;
    event.preventDefault();
    const [kind, id] = event.dataTransfer.getData("text/x-kith-entry").split("/");
    mover.elements.kind.value = kind;
    mover.elements.id.value = id;
    mover.elements.day.value = day.dataset.day;
    mover.requestSubmit();
  });
}
