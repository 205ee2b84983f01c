// Forms of the public pages. Everything works without this; it only saves typing and lost connections.

const HOURS_24 = 24 * 3600 * 1000;
const AGAIN = 15000; // milliseconds until a form that did not get through is sent once more
const LONGEST = 120000;

sweep();
start(document);

function start(page) {
  const tried = page.querySelector("#salah");
  for (const form of page.querySelectorAll("form[data-draft]")) keepDraft(form, Boolean(tried));
  for (const asked of page.querySelectorAll("[data-when]")) onlyWhen(asked);
  for (const villages of page.querySelectorAll("[data-villages]")) suggestVillages(villages);
  for (const words of page.querySelectorAll("[data-checks]")) checkNumbers(words.closest("form"), words.dataset);
  for (const form of page.querySelectorAll("form[method=post]")) {
    if (form.querySelector("[data-unsent]")) sendSafely(form);
    else oneClick(form);
  }
}

// The form token already makes two clicks one; this only tells the eye.
function oneClick(form) {
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

// What was typed stays on this phone for a day, never files or fields marked data-no-draft (NIK, sensitive, consent).
// A form that came filled (data-draft-filled) takes nothing from it: on a family's phone it may be somebody else's.
function keepDraft(form, tried) {
  const key = "draft " + form.dataset.draft;
  const offer = form.querySelector("[data-draft-note]");
  const never = ["hidden", "password", "file"];
  const fields = () => [...form.elements].filter((one) => one.name && !never.includes(one.type) && !("noDraft" in one.dataset));

  const draft = read(key);
  if (draft && !tried && !("draftFilled" in form.dataset)) {
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

// Drafts of forms that nobody opens again die too.
function sweep() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("draft ")) read(key);
  } catch {
    // Nothing was kept where nothing may be kept.
  }
}

// Without a connection the browser would leave the form for a page of its own. Here the form stays, says so and is
// sent again; the form token makes a send whose answer was lost and the next one the same registration.
function sendSafely(form) {
  const note = form.querySelector("[data-unsent]");
  const buttons = form.querySelectorAll("button[type=submit]");
  let busy = false;
  let next = 0;

  async function send() {
    if (busy || !smallEnough(form)) return;
    busy = true;
    clearTimeout(next);
    buttons.forEach((button) => (button.disabled = true));
    const data = new FormData(form);
    const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
    try {
      const answer = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(LONGEST) });
      const text = await answer.text();
      note.hidden = true;
      if (answer.redirected) location.assign(answer.url);
      else show(text, form);
    } catch {
      note.hidden = false;
      next = setTimeout(send, AGAIN);
    }
    busy = false;
    buttons.forEach((button) => (button.disabled = false));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  note.querySelector("button").addEventListener("click", send);
  addEventListener("online", () => {
    if (form.isConnected && !note.hidden) send();
  });
}

// The page that came back, in the place of this one; chosen files stay chosen.
function show(text, form) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = document.adoptNode(page.querySelector("main"));
  document.title = page.title;
  for (const old of form.querySelectorAll("input[type=file]")) {
    const file = main.querySelector(`input[type=file][name="${old.name}"]`);
    if (!file || !old.files.length || file.hasAttribute("aria-invalid")) continue;
    file.files = old.files;
    const again = file.closest(".field").querySelector("[data-choose-again]");
    if (again) again.hidden = true;
  }
  document.querySelector("main").replaceWith(main);
  start(main);
  scrollTo(0, 0);
  main.querySelector("#salah")?.focus();
}

// Names of the chosen district's villages; without them the field is plain text, and the server knows them all.
function suggestVillages(villages) {
  const district = villages.closest("form").elements["district_code"];
  const list = villages.querySelector("datalist");
  const load = async () => {
    list.replaceChildren();
    if (!/^\d\d\.\d\d\.\d\d$/.test(district.value)) return;
    try {
      const wanted = district.value;
      const names = await (await fetch(villages.dataset.villages + wanted)).json();
      if (district.value === wanted) list.append(...names.map((name) => new Option(name, name)));
    } catch {
      // No connection: the field works as without suggestions.
    }
  };
  district.addEventListener("change", load);
  if (district.value) load();
}

function smallEnough(form) {
  for (const input of form.querySelectorAll("input[type=file][data-most]")) {
    const large = [...input.files].some((file) => file.size > Number(input.dataset.most));
    say(input, large ? input.dataset.large : "", large);
    if (large) {
      input.focus();
      return false;
    }
  }
  return true;
}

// NIK, NIB and phone as they are typed: digits and date only. The rules are the server's; the words come from the page.
function checkNumbers(form, words) {
  const digits = (input) => input.value.replace(/[\s.+-]/g, "");
  const count = (text, n) => text.replace("{n}", n);
  const watch = (name, check) => {
    const input = form.elements[name];
    if (!input) return;
    let left = false; // while somebody still types a short number it is not wrong yet
    const look = () => {
      const [text, wrong] = input.value.trim() ? check(digits(input), left) : ["", false];
      say(input, text, wrong);
    };
    input.addEventListener("change", () => {
      left = true;
      look();
    });
    input.addEventListener("input", look);
    if (name === "nik") form.addEventListener("change", (event) => event.target.name === "gender" && look());
  };
  const whole = (length, short) => (typed, left) => {
    if (/\D/.test(typed)) return [words.digits, true];
    if (typed.length > length || (left && typed.length < length)) return [count(short, typed.length), true];
    return ["", false];
  };
  watch("nib", whole(13, words.nib));
  watch("phone", (typed, left) => {
    if (/\D/.test(typed)) return [words.digits, true];
    if (typed.length > 15 || (left && typed.length < 8)) return [count(words.phone, typed.length), true];
    return ["", false];
  });
  watch("nik", (typed, left) => {
    const [text, wrong] = whole(16, words.nik)(typed, left);
    if (text || typed.length < 16) return [text, wrong];
    const born = birthDate(typed);
    if (!born) return [words.nikDate, true];
    const sex = Number(typed.slice(6, 8)) > 40 ? "P" : "L";
    const date = born.toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    const said = words.nikSays.replace("{sex}", sex === "P" ? words.female : words.male).replace("{date}", date);
    const chosen = new FormData(form).get("gender");
    return [chosen && chosen !== sex ? `${said} ${words.nikDiffers}` : said, false]; // told, never overwritten
  });
}

function birthDate(nik) {
  const [day, month, year] = [6, 8, 10].map((at) => Number(nik.slice(at, at + 2)));
  const century = year > new Date().getFullYear() % 100 ? 1900 : 2000;
  const born = new Date(Date.UTC(century + year, month - 1, day > 40 ? day - 40 : day));
  return born.getUTCMonth() === month - 1 && born.getUTCDate() === (day > 40 ? day - 40 : day) ? born : null;
}

function say(input, text, wrong) {
  const field = input.closest(".field");
  let said = field.querySelector("[data-said]");
  if (!said) {
    said = document.createElement("p");
    said.dataset.said = "";
    said.setAttribute("aria-live", "polite");
    field.append(said);
  }
  said.className = wrong ? "error" : "hint";
  said.textContent = text;
}
