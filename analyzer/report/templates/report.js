(() => {
  const doc = document, root = doc.documentElement;

  // Hide the page at once, for when somebody comes in; any click or key brings it back.
  const hide = doc.getElementById("hide");
  const title = doc.title;
  const show = () => { root.classList.remove("hidden"); doc.title = title; };
  hide.hidden = false;
  hide.addEventListener("click", (event) => {
    event.stopPropagation();
    root.classList.add("hidden");
    doc.title = "Notes";
    setTimeout(() => {
      doc.addEventListener("click", show, { once: true });
      doc.addEventListener("keydown", show, { once: true });
    }, 300);
  });

  // Paper shows everything: what is folded is opened for printing and folded again afterwards.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...doc.querySelectorAll("details:not([open])")];
    folded.forEach((d) => { d.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((d) => { d.open = false; }));

  // A passage that needs a person now is not closed unread by mistake.
  const read = doc.getElementById("ack");
  if (read) {
    addEventListener("beforeunload", (event) => { if (!read.checked) event.preventDefault(); });
  }
})();
