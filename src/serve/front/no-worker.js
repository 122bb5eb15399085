// A preview never comes out of a copy: the worker that keeps one goes, and what it kept.
'use strict';
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil((async () => {
  const own = `faultbook ${new URL(registration.scope).pathname}`;
  for (const name of await caches.keys()) if (name === own) await caches.delete(name);
  await registration.unregister();
})()));
