// Long work that may be left: its part of the page is fetched again until it is over. Without this script
// the link "Muat ulang" does the same.

const PAUSE = 2000;
const MOST_FAILURES = 30;

async function watch() {
  let failures = 0;
  while (failures < MOST_FAILURES) {
    await new Promise((done) => setTimeout(done, PAUSE));
    try {
      const answer = await fetch(location.href, { signal: AbortSignal.timeout(8000) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const here = document.querySelector("[data-live]");
      const there = answer.ok && page.querySelector("[data-live]");
      if (!there) {
        location.reload();
        return;
      }
      // Only what changed: a button that has the focus keeps it.
      here.querySelector(".progress").replaceWith(there.querySelector(".progress"));
      failures = 0;
    } catch {
      failures += 1;
    }
  }
}

watch();
