// Buttons on the person's page: copy a link; forget the draft once the sign-up has succeeded.

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue; // the text to copy stands in the page
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const word = button.querySelector("span");
    const before = word.textContent;
    word.textContent = button.dataset.done;
    setTimeout(() => (word.textContent = before), 3000);
  });
}

const done = document.querySelector("[data-draft-done]");
if (done) {
  try {
    localStorage.removeItem("draft " + done.dataset.draftDone);
  } catch {
    // Nothing was kept where nothing may be kept.
  }
}
