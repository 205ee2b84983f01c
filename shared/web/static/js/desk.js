// The organizer's pages: rows that other services put into the desk, and the warning before the idle end.

const WARNING = 2 * 60 * 1000;

for (const place of document.querySelectorAll("[data-fragment]")) {
  fill(place);
}

// The link inside stays for who has no script, or when the service does not answer.
async function fill(place) {
  try {
    const answer = await fetch(place.dataset.fragment, {
      headers: { "Bimtek-Fragment": "1" },
      signal: AbortSignal.timeout(8000),
    });
    if (answer.ok && !answer.redirected) {
      place.innerHTML = (await answer.text()).trim();
      place.dispatchEvent(new CustomEvent("filled", { bubbles: true }));
    }
  } catch {
    place.classList.add("unfilled");
  }
}

// "Tidak ada yang menunggu." is shown once every part has come and none has a row.
const none = document.querySelector("[data-none]");
let waiting = document.querySelectorAll("[data-fragment]").length;
document.addEventListener("filled", () => {
  waiting -= 1;
  if (none && waiting === 0) {
    none.hidden = document.querySelector("[data-fragment] .decision") !== null;
  }
});

// On a phone the list is one row: show the place where we are.
document.querySelector(".desk-list [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

const dialog = document.querySelector("dialog.idle");
if (dialog) {
  const length = Date.parse(dialog.dataset.ends) - Date.now();
  let timer = setTimeout(() => dialog.showModal(), length - WARNING);
  dialog.querySelector("button").addEventListener("click", async () => {
    // Reaching the server renews the session.
    const answer = await fetch(dialog.dataset.here).catch(() => null);
    if (answer?.ok) {
      clearTimeout(timer);
      timer = setTimeout(() => dialog.showModal(), length - WARNING);
    }
    dialog.close();
  });
}
