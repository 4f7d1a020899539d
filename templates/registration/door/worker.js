// Keeps the empty screen of the door, so that it opens without network. Keeps no page with people on it.
const NAME = "necess-door-1";
const SHELL = "/door/shell/";
const FILES = {{ files|safe }};
const PATIENCE = 5000;

// The list of an evening gone by goes with the first page of the door opened later, be it the one that asks to log in.
function wipeOld() {
  return new Promise((done) => {
    const asked = indexedDB.open("necess-door", 1);
    asked.onupgradeneeded = () => asked.transaction.abort(); // no list was ever kept here
    asked.onerror = done;
    asked.onsuccess = () => {
      const wiping = asked.result.transaction("lists", "readwrite");
      wiping.objectStore("lists").openCursor().onsuccess = ({ target: { result: list } }) => {
        if (list?.value.until <= Date.now()) list.delete();
        list?.continue();
      };
      wiping.oncomplete = wiping.onabort = done;
      asked.result.close();
    };
  });
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll([SHELL, ...FILES])));
});

self.addEventListener("activate", (event) => {
  const old = async () => {
    const cache = await caches.open(NAME);
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url);
      if (pathname !== SHELL && !FILES.includes(pathname)) await cache.delete(request);
    }
    await self.clients.claim();
  };
  event.waitUntil(old());
});

async function page(request) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    return (await caches.match(SHELL)) ?? Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== location.origin || event.request.method !== "GET") return;
  if (event.request.mode === "navigate") {
    event.waitUntil(wipeOld());
    event.respondWith(page(event.request));
  } else if (FILES.includes(pathname)) {
    event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(event.request)));
  }
});
