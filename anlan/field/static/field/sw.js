/* Keeps the page and its files, so that it opens without a network. Data of people never passes here. */
const CACHE = `anlan-field-${KEPT.edition}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(KEPT.files);
    await cache.add(new Request(KEPT.page, { cache: "reload", credentials: "same-origin" }));
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("anlan-field-") && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate" && url.pathname === KEPT.page) event.respondWith(page());
  else if (KEPT.files.includes(url.pathname)) event.respondWith(kept(request));
});

/* The page of this edition, always: its modules fit together. A new edition comes with its own worker. */
async function page() {
  const found = await (await caches.open(CACHE)).match(KEPT.page);
  return found ?? fetch(KEPT.page, { credentials: "same-origin" });
}

async function kept(request) {
  return (await (await caches.open(CACHE)).match(request, { ignoreSearch: true })) ?? fetch(request);
}
