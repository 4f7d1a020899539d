// “My programme”: sessions chosen on this device, kept on it and nowhere else. Without this script nothing of it is shown.
const panel = document.querySelector("[data-my-programme]");
const stored = `necess-programme-${panel.dataset.edition}`;
const onlyMine = panel.querySelector("[data-only]");
const calendar = panel.querySelector("[data-calendar]");
const sessions = [...document.querySelectorAll("[data-session]")];
let inMemory = [];

function chosen() {
  try {
    const kept = JSON.parse(localStorage.getItem(stored) ?? "[]");
    return Array.isArray(kept) ? kept.filter((name) => typeof name === "string") : [];
  } catch { return inMemory; }
}

function keep(names) {
  inMemory = names;
  try { localStorage.setItem(stored, JSON.stringify(names)); } catch { /* private browsing: until the page is left */ }
}

function say(words) {
  panel.querySelector("[data-says]").textContent = words;
}

function star(session) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "star no-print";
  button.textContent = panel.dataset.keep;
  button.ariaLabel = `${panel.dataset.keep} ${session.querySelector("h1, h3").textContent}`;
  button.addEventListener("click", () => {
    const names = chosen();
    const name = session.dataset.session;
    const added = !names.includes(name);
    keep(added ? [...names, name] : names.filter((each) => each !== name));
    show();
    say(added ? panel.dataset.kept : panel.dataset.removed);
    if (!added && session.hidden) onlyMine.focus();
  });
  (session.querySelector("[data-star]") ?? session).append(button);
}

function show() {
  const names = chosen();
  const filtered = onlyMine?.getAttribute("aria-pressed") === "true";
  for (const session of sessions) {
    const mine = names.includes(session.dataset.session);
    session.querySelector(".star").setAttribute("aria-pressed", mine);
    session.hidden = filtered && !mine;
  }
  for (const group of document.querySelectorAll("[data-day], .slot")) {
    group.hidden = filtered && !group.querySelector("[data-session]:not([hidden])");
  }
  panel.querySelector("[data-count]").textContent = names.length;
  if (!calendar) return;
  calendar.hidden = names.length === 0;
  calendar.href = `${calendar.dataset.calendar}?${new URLSearchParams(names.map((name) => ["session", name]))}`;
}

function filter(on) {
  onlyMine.setAttribute("aria-pressed", on);
  show();
  say(on && chosen().length === 0 ? panel.dataset.empty : "");
}

sessions.forEach(star);
onlyMine?.addEventListener("click", () => filter(onlyMine.getAttribute("aria-pressed") !== "true"));
panel.querySelector("[data-print]")?.addEventListener("click", () => window.print());
window.addEventListener("storage", show);
panel.dataset.ready = "";
show();
if (onlyMine && location.hash === "#mine") filter(true);
