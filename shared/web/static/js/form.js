// Forms of the public pages. Everything works without this; it only saves typing.

const HOURS_24 = 24 * 3600 * 1000;

const summary = document.getElementById("salah");

for (const form of document.querySelectorAll("form[data-draft]")) {
  keepDraft(form);
}

for (const asked of document.querySelectorAll("[data-when]")) {
  onlyWhen(asked);
}

for (const form of document.querySelectorAll("form[method=post]")) {
  // The form token already makes two clicks one; this only tells the eye.
  form.addEventListener("submit", () => {
    setTimeout(() => form.querySelectorAll("button[type=submit]").forEach((button) => (button.disabled = true)));
    setTimeout(() => form.querySelectorAll("button[type=submit]").forEach((button) => (button.disabled = false)), 8000);
  });
}

// A question that hangs on another's answer shows once that is given; the server decides the same by itself.
function onlyWhen(asked) {
  const form = asked.closest("form");
  const note = asked.querySelector("[data-when-note]");
  const show = () => {
    const source = form.querySelector(`[name="${asked.dataset.when}"]`);
    const answers = new FormData(form).getAll(asked.dataset.when);
    asked.hidden = !answers.includes(asked.dataset.whenAnswer) || Boolean(source?.closest("[data-when][hidden]"));
  };
  if (note) note.hidden = true;
  form.addEventListener("input", show);
  form.addEventListener("reset", () => setTimeout(show));
  show();
}

// What was typed stays on this phone for a day, never the fields marked data-no-draft (the NIK).
function keepDraft(form) {
  const key = "draft " + form.dataset.draft;
  const offer = form.querySelector("[data-draft-note]");
  const fields = () => [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.type !== "password" && one.type !== "file" && !("noDraft" in one.dataset));

  const draft = read(key);
  if (draft && !summary) {
    for (const one of fields()) {
      const kept = draft.values[one.name];
      if (kept === undefined) continue;
      if (one.type === "radio" || one.type === "checkbox") one.checked = kept.includes(one.value);
      else if (!one.value) one.value = kept[0];
    }
    if (offer) offer.hidden = false;
  }

  form.addEventListener("input", () => {
    const values = {};
    for (const one of fields()) {
      if ((one.type === "radio" || one.type === "checkbox") && !one.checked) continue;
      (values[one.name] ??= []).push(one.value);
    }
    try {
      localStorage.setItem(key, JSON.stringify({ until: Date.now() + HOURS_24, values }));
    } catch {
      // A full or forbidden store: the form works as without script.
    }
  });

  form.querySelector("[data-draft-clear]")?.addEventListener("click", () => {
    localStorage.removeItem(key);
    form.reset();
    for (const one of fields()) if (one.type !== "radio" && one.type !== "checkbox") one.value = "";
    if (offer) offer.hidden = true;
  });
}

function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(key));
    if (draft && draft.until > Date.now()) return draft;
    localStorage.removeItem(key);
  } catch {
    return null;
  }
  return null;
}
