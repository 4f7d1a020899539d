// What this telephone remembers: the list of one day, encrypted, and the scans not sent yet, which name nobody.
// The key of the list comes from the server with the session. It lives in this tab; other tabs of the door may ask for it.
const NAME = "necess-door";
const HALF_BEGINS = 13;
const paris = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Paris", hour: "2-digit", hourCycle: "h23" });

export const half = (moment) => (Number(paris.format(moment)) < HALF_BEGINS ? "am" : "pm");
export const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("lists", { keyPath: "day" });
      asked.result.createObjectStore("scans", { keyPath: "scan" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function inStore(name, mode, act) {
  const database = await opened();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode, { durability: "strict" });
    const request = act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  }).finally(() => database.close());
}

export const scans = {
  keep: (scan) => inStore("scans", "readwrite", (store) => store.put(scan)),
  forget: (identifier) => inStore("scans", "readwrite", (store) => store.delete(identifier)),
  all: async (day) => (await inStore("scans", "readonly", (store) => store.getAll())).filter((one) => one.day === day),
};

const tabs = new BroadcastChannel("necess-door");
const keyName = (day) => `door-key-${day}`;

tabs.addEventListener("message", ({ data }) => {
  const key = data.wants && sessionStorage.getItem(keyName(data.wants));
  if (key) tabs.postMessage({ gives: data.wants, key });
});

function keyOfAnotherTab(day) {
  return new Promise((resolve) => {
    const hear = ({ data }) => data.gives === day && resolve(data.key);
    tabs.addEventListener("message", hear);
    tabs.postMessage({ wants: day });
    setTimeout(() => {
      tabs.removeEventListener("message", hear);
      resolve(null);
    }, 400);
  });
}

async function cryptoKey(day) {
  const text = sessionStorage.getItem(keyName(day)) ?? (await keyOfAnotherTab(day));
  if (!text) return null;
  sessionStorage.setItem(keyName(day), text);
  const bytes = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

export class List {
  constructor(day) {
    this.day = day;
    this.people = null;
    this.label = "";
    this.ahead = 0; // milliseconds the server's clock is ahead of ours
  }

  get known() {
    return this.people !== null;
  }

  // Takes the list of the server, and keeps it until the evening.
  async renew({ label, people }, { key, seconds, now }, waiting) {
    sessionStorage.setItem(keyName(this.day), key);
    this.label = label;
    this.until = Date.now() + seconds * 1000;
    this.ahead = now - Date.now();
    this.people = people.map(([code, reference, name, organisation, expected, entered]) => {
      return { code, reference, name, organisation, expected, entered };
    });
    for (const scan of waiting) if (scan.told === "welcome" && !scan.undone) this.enter(scan.code, scan.at);
    await this.save();
  }

  async save() {
    const key = await cryptoKey(this.day);
    if (!key || !this.known) return;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify({ label: this.label, ahead: this.ahead, people: this.people }));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
    await inStore("lists", "readwrite", (store) => store.put({ day: this.day, until: this.until, iv, sealed }));
  }

  // Reads what was kept before; the list of an evening gone by is wiped instead.
  async recall() {
    await wipeOld();
    const kept = await inStore("lists", "readonly", (store) => store.get(this.day));
    const key = kept && (await cryptoKey(this.day));
    if (!key) return;
    try {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, key, kept.sealed);
      Object.assign(this, JSON.parse(new TextDecoder().decode(plain)), { until: kept.until });
    } catch {
      await inStore("lists", "readwrite", (store) => store.delete(this.day)); // somebody else's key
    }
  }

  find(scanned) {
    const code = scanned.trim().replace(/\/+$/, "").split("/").pop();
    const letters = code.toUpperCase().replace(/[^A-Z0-9]/g, "");
    const reference = `${letters.slice(0, 4)}-${letters.slice(4)}`;
    return this.people?.find((one) => one.code === code || one.reference === reference);
  }

  named(words) {
    const asked = folded(words).split(/\s+/).filter(Boolean);
    if (!asked.length || folded(words).trim().length < 2) return [];
    const matches = (one) => asked.every((word) => folded(`${one.name} ${one.organisation}`).includes(word));
    return (this.people ?? []).filter(matches).slice(0, 20);
  }

  // A moment of this telephone's clock, in the time of the event.
  moment(at) {
    return new Date(at + this.ahead);
  }

  enter(code, at) {
    const person = this.find(code);
    if (person) person.entered[half(this.moment(at))] ??= this.moment(at).toISOString();
  }

  leave(code, at) {
    const person = this.find(code);
    if (person) delete person.entered[half(this.moment(at))];
  }
}

export async function wipeOld() {
  const lists = await inStore("lists", "readonly", (store) => store.getAll());
  for (const { day, until } of lists) if (until <= Date.now()) await wipe(day);
}

// Names go; scans that nobody has been told about stay, since they name nobody.
export async function wipe(day) {
  sessionStorage.removeItem(keyName(day));
  await inStore("lists", "readwrite", (store) => store.delete(day));
}
