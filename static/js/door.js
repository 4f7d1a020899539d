// The door of one day: a scan is kept first, then answered by the server, or by the list of this telephone.
import { Camera } from "./door_camera.js";
import { List, half, scans, wipe, wipeOld } from "./door_memory.js";
import { Gone, Server, showCounts } from "./door_network.js";
import { allowSound, mute, signal, sound } from "./door_signals.js";

// The address or the code of a badge, or a reference: what is worth keeping. A name typed is kept nowhere.
const CODE = /^(https?:\/\/\S+\/door\/)?[\w-]{16}\/?$|^[A-Z0-9]{4}-?[A-Z0-9]{4}$/i;
const SAME_BADGE = 4000;
const AT_ONCE = 200;
const MOST_RECENT = 8;
const element = (id) => document.getElementById(id);
const door = element("door");
const words = element("words").dataset;
const field = element("code");
const remembered = "door-day";
// The shell stands for any address of the door: a day names itself, a badge is for the day kept last.
const path = location.pathname.match(/^\/door\/on\/([^/]+)\//);
const badge = door.hasAttribute("data-shell") && !path && location.pathname.match(/^\/door\/([\w-]+)\/$/)?.[1];
const day = door.dataset.day ?? path?.[1] ?? localStorage.getItem(remembered) ?? "";
const server = new Server(day);
const list = new List(day);
let last = { code: "", at: 0 };
let sending = null;
const asking = new Set();

const paris = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Paris", hour: "2-digit", minute: "2-digit" });

// As the server writes a time: 9:12, 9 h 12.
function clock(iso) {
  const [hour, minute] = paris.format(new Date(iso)).split(":");
  return `${Number(hour)}${document.documentElement.lang === "fr" ? "\u00a0h\u00a0" : ":"}${minute}`;
}

function network(state) {
  element("network").hidden = false;
  element("network").dataset.state = state;
  for (const one of element("network").querySelectorAll("[data-words]")) one.hidden = one.dataset.words !== state;
}

function offline(problem) {
  if (problem?.status === 401) {
    list.people = null; // the session ended: nobody reads names here any more
    wipe(day);
    return network("login");
  }
  network(list.known ? "off" : "blind");
}

async function showQueue() {
  const waiting = await scans.all(day);
  element("queue").hidden = !waiting.length;
  element("queue-count").textContent = waiting.length;
  if (waiting.length) element("network").hidden = false;
  return waiting;
}

function show(answer, ...nodes) {
  element("answer").replaceChildren(...nodes);
  element("answer").querySelectorAll(".verdict").forEach((one) => one.classList.add("fresh"));
  signal(answer);
}

function filled(name, slots = {}) {
  const copy = element(name).content.cloneNode(true);
  for (const slot of copy.querySelectorAll("[data-slot]")) slot.textContent = slots[slot.dataset.slot] ?? "";
  return copy;
}

// The entry just made, above the last ones; the page without a script brings them itself.
function addEntry() {
  const made = element("answer").querySelector("[data-undo-scan]");
  const lines = element("entries")?.querySelector("ul");
  if (!made || !lines) return;
  dropEntry(made.dataset.undoScan);
  const name = element("answer").querySelector(".verdict-name").textContent;
  const line = filled("entry", { time: made.dataset.undoTime, name }).firstElementChild;
  line.dataset.entry = made.dataset.undoScan;
  line.querySelector("form").action = made.action;
  line.querySelector("[name=csrfmiddlewaretoken]").value = server.token;
  lines.prepend(line);
  [...lines.children].slice(MOST_RECENT).forEach((one) => one.remove());
  element("entries").hidden = false;
}

function dropEntry(identifier) {
  const entries = element("entries");
  entries?.querySelector(`[data-entry="${identifier}"]`)?.remove();
  if (entries && !entries.querySelector("li")) entries.hidden = true;
}

function html(text) {
  const template = document.createElement("template");
  template.innerHTML = text; // our own page, escaped by the server
  return template.content;
}

// One badge, one scan: kept before anything else, so that nothing is lost whatever happens next.
async function scan(code, identifier = crypto.randomUUID()) {
  const kept = { scan: identifier, code: code.trim().slice(0, 300), at: Date.now(), day };
  asking.add(kept.scan);
  if (CODE.test(kept.code)) await scans.keep(kept);
  try {
    const { answer, html: page } = await server.scan(kept);
    await scans.forget(kept.scan);
    if (answer === "welcome") list.enter(code, kept.at);
    show(answer, html(page));
    addEntry();
    network("on");
    send();
    server.counts().then(showCounts, () => null);
  } catch (problem) {
    offline(problem);
    await answerHere(kept);
  }
  asking.delete(kept.scan);
  field.value = "";
  field.focus({ preventScroll: true });
  await showQueue();
}

// What the list of this telephone says; a name finds people, and is no scan.
async function answerHere(kept) {
  const person = list.find(kept.code);
  const namesakes = person ? [] : list.named(kept.code);
  if (namesakes.length) return show("found", ...found(namesakes));
  const before = person?.entered[half(list.moment(kept.at))];
  const told = judged(person, before, kept.code);
  if (CODE.test(kept.code)) await scans.keep({ ...kept, told });
  if (told === "welcome") {
    list.enter(kept.code, kept.at);
    await list.save();
  }
  const page = filled(`offline-${told}`, { ...person, time: before && clock(before) });
  page.querySelector("[data-undo]")?.addEventListener("click", () => undo({ ...kept, told }));
  show(told, page);
}

function judged(person, before, code) {
  if (!list.known) return CODE.test(code) ? "noted" : "unknown";
  if (!person) return "unknown";
  if (before) return "already";
  return person.expected ? "welcome" : "waiting";
}

function found(people) {
  const page = filled("offline-found");
  for (const person of people) {
    const line = filled("offline-person", person);
    line.querySelector("[data-let-in]").addEventListener("click", () => scan(person.code));
    page.querySelector("ul").append(line);
  }
  return [page];
}

async function undo(kept) {
  await scans.keep({ ...kept, undone: true });
  list.leave(kept.code, kept.at);
  await list.save();
  const said = document.createElement("p");
  said.className = "door-said";
  said.textContent = words.undone;
  element("answer").replaceChildren(said);
  dropEntry(kept.scan);
  await send();
}

// Sends what was kept; one telephone sends once at a time, and the server knows every scan it has seen.
function send() {
  sending ??= sendAll().finally(() => (sending = null));
  return sending;
}

async function sendAll() {
  const waiting = (await showQueue()).filter((one) => !asking.has(one.scan));
  if (!waiting.length) return;
  try {
    for (let start = 0; start < waiting.length; start += AT_ONCE) {
      const part = waiting.slice(start, start + AT_ONCE);
      const answers = await server.sync(part.map(({ scan: id, code, at, told, undone }) => ({ scan: id, code, at, told, undone })));
      for (const answer of answers) await settle(answer, part.find((one) => one.scan === answer.scan));
    }
    network("on");
    await renew();
  } catch (problem) {
    offline(problem);
  }
  await showQueue();
}

async function settle({ scan: identifier, words: said }, sent) {
  const [now] = (await scans.all(day)).filter((one) => one.scan === identifier);
  if (now && Boolean(now.undone) === Boolean(sent.undone)) await scans.forget(identifier);
  if (!said || sent.undone) return;
  const line = document.createElement("li");
  line.textContent = said;
  element("conflicts").querySelector("ul").prepend(line);
  element("conflicts").hidden = false;
}

async function renew() {
  try {
    const ticket = await server.ticket();
    if (ticket.seconds) await list.renew(await server.people(), ticket, await scans.all(day));
    network("on");
    showCounts(await server.counts());
  } catch (problem) {
    offline(problem);
  }
}

// Names go in the evening: with network or without, and after the telephone slept through the hour.
async function endOfDay() {
  if (!(list.until <= Date.now())) return;
  list.people = null;
  await wipe(day);
  location.reload();
}

const camera = new Camera(element("video"), {
  decode: (picture) => server.decode(picture),
  sorry: (is) => {
    if (is) element("aim").textContent = words.needsNetwork;
  },
  seen: async (code) => {
    if (code === last.code && Date.now() - last.at < SAME_BADGE) return void (last.at = Date.now());
    last = { code, at: Date.now() };
    await scan(code);
    last.at = Date.now();
  },
});

async function toggleCamera() {
  const button = element("camera-button");
  allowSound();
  if (camera.running) {
    camera.stop();
  } else {
    try {
      element("camera").hidden = false;
      await camera.start();
    } catch {
      element("aim").textContent = words.noCamera;
    }
  }
  button.setAttribute("aria-pressed", camera.running);
  button.textContent = camera.running ? button.dataset.on : button.dataset.off;
  element("video").hidden = !camera.running;
  if (!camera.running && element("aim").textContent !== words.noCamera) element("camera").hidden = true;
}

function showSound() {
  const state = element("sound-button").querySelector("[data-on]");
  element("sound-button").setAttribute("aria-pressed", sound.on);
  state.textContent = sound.on ? state.dataset.on : state.dataset.off;
}

function submitted(event) {
  const form = event.target;
  if (form.id === "scan-form" || form.dataset.scanCode) {
    event.preventDefault();
    const code = form.dataset.scanCode ?? field.value.trim();
    if (code) scan(code);
  } else if (form.dataset.undoScan) {
    event.preventDefault();
    undo({ scan: form.dataset.undoScan, code: form.dataset.undoCode, at: Date.now(), told: "welcome", day });
  }
}

// A USB scanner types wherever the last touch was: its letters go to the field. A space presses what has the focus.
function typedAnywhere({ target, key, ctrlKey, altKey, metaKey }) {
  if (key.length !== 1 || key === " " || ctrlKey || altKey || metaKey) return;
  if (!target.closest("input, textarea, select")) field.focus({ preventScroll: true });
}

// Leaving wipes this telephone: what waits to be sent goes first, or nobody leaves.
async function leave(event) {
  event.preventDefault();
  await send();
  if (!(await showQueue()).length) event.target.submit();
  else element("network").scrollIntoView({ block: "center" });
}

async function begin() {
  element("tools").hidden = false;
  if (!day) return network("blind");
  localStorage.setItem(remembered, day);
  door.addEventListener("submit", submitted);
  element("leave")?.addEventListener("submit", leave);
  element("camera-button").addEventListener("click", toggleCamera);
  element("sound-button").addEventListener("click", () => {
    mute(!sound.on);
    showSound();
  });
  document.addEventListener("pointerdown", allowSound, { once: true });
  document.addEventListener("keydown", typedAnywhere);
  addEventListener("online", send);
  showSound();
  await wipeOld();
  await list.recall();
  if (list.label && door.hasAttribute("data-shell")) document.querySelector(".door-brand span").textContent = list.label;
  await showQueue();
  await renew();
  await send();
  setInterval(send, 5000);
  setInterval(endOfDay, 5000);
  document.addEventListener("visibilitychange", endOfDay);
  setInterval(() => document.visibilityState === "visible" && renew(), 120000);
  setInterval(async () => {
    if (document.visibilityState === "visible") showCounts(await server.counts().catch(() => null));
  }, 5000);
  const here = badge && list.find(badge);
  if (here) {
    const page = filled("offline-ask", here);
    page.querySelector("[data-let-in]").addEventListener("click", () => scan(badge));
    show("found", page);
  } else if (badge) {
    await scan(badge);
  }
}

if ("serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register("/door/worker.js", { scope: "/door/" });
}
begin();
