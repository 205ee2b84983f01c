// The operator's page at a session's door: taps without reloading, search, the camera where there is one.
// Every mark has a nonce, so one that is sent again after a lost answer counts once. It stays on this phone until
// the server has answered it: any door's page sends it, whoever of the office is signed in by then.

const AGAIN = 4000; // ms in which the same card is not read twice
const REFRESH = 10000;
const LATE = 60000; // from this age a mark says when it was made
const MOST = 2000; // marks that wait on this phone; another is refused aloud
const TOGETHER = 200; // marks in one call
const WAITING = "catatan";
// As the server reads a card; anything else that is scanned or typed is neither kept nor sent.
const CARD = /(?:^|\/KARTU\/)([0-9A-Z]{26}\.[A-Z2-7]{16})$/;
const door = document.querySelector(".door");
const api = `/api/v1/attendance/sessions/${door.dataset.session}`;
const rows = [...door.querySelectorAll("[data-person]")];
const chips = texts("[data-chips]");
const words = texts("[data-words]");
const said = door.querySelector("[data-said]");
const note = door.querySelector("[data-unsent]");
const ahead = Date.now() - Date.parse(door.dataset.now); // how far this phone's clock is ahead of the server's
let unsent = [];
let keeps = true; // whether this browser keeps anything
let sending = false;
let together = TOGETHER;
let used = false; // whether anybody recorded something since the page was opened

function texts(place) {
  const content = door.querySelector(place).content;
  return Object.fromEntries([...content.querySelectorAll("[data-of]")].map((one) => [one.dataset.of, one]));
}

function random() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function device() {
  try {
    const known = localStorage.getItem("perangkat") ?? random();
    localStorage.setItem("perangkat", known);
    return known;
  } catch {
    return random(); // a browser that keeps nothing: each page is a device of its own
  }
}

const here = device();

function say(text, good) {
  said.textContent = text;
  said.className = good ? "said ok" : "said awas";
}

// A browser refuses loudly before the page was touched.
function vibrate(pattern) {
  if (navigator.userActivation?.hasBeenActive) {
    navigator.vibrate?.(pattern);
  }
}

function show(id, status) {
  const row = rows.find((one) => one.dataset.person === id);
  if (row) {
    row.querySelector("[data-status]").innerHTML = chips[status ?? "belum"].innerHTML;
    row.querySelector("details").open = false;
  }
}

// Other pages of this browser change the same list: it is read again before each change, and never written whole
// from what this page remembers.
function change(changed) {
  unsent = changed(kept() ?? unsent);
  try {
    localStorage.setItem(WAITING, JSON.stringify(unsent));
    keeps = true;
  } catch {
    keeps = false;
  }
}

function kept() {
  try {
    const all = keeps ? JSON.parse(localStorage.getItem(WAITING) ?? "[]") : null;
    return all?.filter((mark) => mark.nonce && mark.session_id && mark.office) ?? null;
  } catch {
    return null;
  }
}

// Another office's marks wait until one of its own people is signed in here again.
function waiting() {
  return unsent.filter((mark) => mark.office === door.dataset.office);
}

function forget(marks) {
  const gone = new Set(marks.map((mark) => mark.nonce));
  change((all) => all.filter((mark) => !gone.has(mark.nonce)));
}

function count() {
  const left = waiting().length;
  note.hidden = left === 0;
  note.querySelector("[data-count]").textContent = left;
}

function record(mark) {
  used = true;
  if (unsent.length >= MOST) {
    say(words.full.textContent, false);
    return;
  }
  const time = Date.now() - ahead;
  const { session, office } = door.dataset;
  change((all) => [...all, { nonce: random(), session_id: session, office, time, ...mark }]);
  count();
  send();
}

function scanned(text) {
  const card = text.trim().toUpperCase().match(CARD);
  if (card) {
    record({ ticket: card[1] });
  } else {
    say(words.not_a_card.textContent, false);
    vibrate([80, 60, 80]);
  }
}

function outgoing({ office: _office, time, ...mark }) {
  return Date.now() - ahead - time < LATE ? mark : { ...mark, at: new Date(time).toISOString() };
}

async function send() {
  const batch = waiting().slice(0, together);
  if (sending || batch.length === 0) {
    return;
  }
  sending = true;
  let taken = false;
  try {
    const answer = await fetch("/api/v1/attendance/marks", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ device: here, marks: batch.map(outgoing) }),
      signal: AbortSignal.timeout(15000),
    });
    if (used && (answer.status === 401 || answer.status === 403)) {
      location.reload(); // signed out: the page asks to sign in and comes back here, where the marks wait
      return;
    }
    if (answer.status === 422) {
      refused(await answer.json(), batch);
      return;
    }
    if (answer.status >= 500 || answer.status === 429 || !answer.ok) {
      throw new Error(String(answer.status));
    }
    const { marks } = await answer.json();
    forget(batch);
    taken = true;
    marks.forEach((one, at) => answered(one, batch[at]));
    await refresh();
  } catch {
    say(words.unsent.textContent, false);
    setTimeout(send, 5000);
  } finally {
    sending = false;
    count();
  }
  if (waiting().length === 0) {
    together = TOGETHER;
  } else if (taken) {
    send(); // what came meanwhile, whatever was said of these
  }
}

// What can never be taken (the session was moved) is dropped with its reason; the others are sent again. When the
// refusal names no mark, each goes alone, so that the one it means stops only itself.
function refused({ errors = [] }, batch) {
  const named = new Set(errors.map((one) => one.field.split(".")[1]));
  const wrong = batch.length === 1 ? batch : batch.filter((_mark, at) => named.has(String(at)));
  if (wrong.length === 0) {
    together = 1;
  }
  forget(wrong);
  say(errors[0]?.message ?? words.unsent.textContent, false);
  vibrate([80, 60, 80]);
  setTimeout(send, wrong.length > 0 ? 1000 : 0);
}

function answered(one, mark) {
  if (mark.session_id !== door.dataset.session) {
    return; // it waited here since another door; the list is not about it
  }
  const status = mark.status ?? "hadir";
  if (one.name) {
    show(one.registration_id, status);
    say(`${one.name}: ${chips[status].textContent.trim()}`, true);
    vibrate(60);
  } else if (one.outcome in words) {
    say(words[one.outcome].textContent, false);
    vibrate([80, 60, 80]);
  }
}

// Somebody else may stand at the other door.
async function refresh() {
  const answer = await fetch(api).catch(() => null);
  if (!answer?.ok) {
    return;
  }
  const now = await answer.json();
  door.querySelector("[data-present]").textContent = now.present;
  door.querySelector("[data-total]").textContent = now.total;
  for (const person of now.people) {
    const row = rows.find((one) => one.dataset.person === person.registration_id);
    if (row && !row.querySelector("details").open) {
      show(person.registration_id, person.status);
    }
  }
}

setInterval(() => document.visibilityState === "visible" && refresh(), REFRESH);
addEventListener("online", send);
change((all) => all); // what an earlier page left here
count();
send();

door.querySelector("[data-names]")?.addEventListener("submit", (event) => {
  const [person, status] = event.submitter?.value.split(":") ?? [];
  if (person && status) {
    event.preventDefault();
    record({ registration_id: person, status });
  }
});

door.querySelector("[data-card]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const input = event.target.querySelector("input[name=card]");
  if (input.value.trim()) {
    scanned(input.value);
  }
  input.value = "";
  input.focus();
});

const box = door.querySelector("[data-search-box]");
if (box) {
  box.hidden = false;
  const search = box.querySelector("input");
  search.addEventListener("input", () => {
    const typed = search.value.trim().toLowerCase().split(/\s+/);
    let found = 0;
    for (const row of rows) {
      row.hidden = !typed.every((word) => row.dataset.name.includes(word));
      found += row.hidden ? 0 : 1;
    }
    door.querySelector("[data-nobody]").hidden = found > 0;
  });
}

// The camera

const scanner = door.querySelector("[data-scanner]");
const button = scanner?.querySelector("[data-scan]");
const video = scanner?.querySelector("[data-video]");
let last = { text: "", at: 0 };

if (scanner) {
  scanner.hidden = false;
  canScan().then((can) => {
    button.hidden = !can;
    scanner.querySelector("[data-no-scanner]").hidden = can;
  });
}

async function canScan() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) {
    return false;
  }
  return (await BarcodeDetector.getSupportedFormats().catch(() => [])).includes("qr_code");
}

button?.addEventListener("click", async () => {
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    scanner.querySelector("[data-no-camera]").hidden = false;
    return;
  }
  video.hidden = false;
  button.hidden = true;
  await video.play();
  look(new BarcodeDetector({ formats: ["qr_code"] }));
});

async function look(detector) {
  for (const code of await detector.detect(video).catch(() => [])) {
    if (code.rawValue !== last.text || Date.now() - last.at > AGAIN) {
      last = { text: code.rawValue, at: Date.now() };
      scanned(code.rawValue);
    }
  }
  setTimeout(() => look(detector), 200);
}
