// Finds people while one types; what is found stands where the form's own answer would.

const box = document.querySelector("#f-q");
let [timer, turn] = [0, 0];

box?.addEventListener("input", () => {
  clearTimeout(timer);
  const mine = (turn += 1);
  timer = setTimeout(() => {
    const query = new URLSearchParams(new FormData(box.form));
    // Half a handle is not worth asking another server for.
    query.set("typing", "1");
    fetch(`${box.form.getAttribute("action")}?${query}`, { headers: { accept: "text/html" } })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then(
        (page) => {
          const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("#found");
          if (fresh !== null && mine === turn) document.querySelector("#found").replaceWith(document.adoptNode(fresh));
        },
        () => undefined,
      );
  }, 300);
});
