/* What the phone keeps, encrypted: one database a person, whose key never leaves it and dies with the sign-out. */
import { uuid7 } from "./ids.js";

const VERSION = 1;
const STORES = ["keys", "box", "photos", "drafts", "day", "done"];
const WHO = "anlan-field-person";

export function lastPerson() {
  try {
    return JSON.parse(localStorage.getItem(WHO) ?? "null");
  } catch {
    return null;
  }
}

export function rememberPerson(person) {
  localStorage.setItem(WHO, JSON.stringify({ ...(lastPerson() ?? {}), ...person }));
}

export class Full extends Error {}

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function ended(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(said(transaction.error));
    transaction.onerror = () => reject(said(transaction.error));
  });
}

function said(error) {
  return error?.name === "QuotaExceededError" ? new Full() : error ?? new Error("aborted");
}

export class Store {
  static async open(person) {
    const name = `anlan-field-${person}`;
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      for (const store of STORES) {
        if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store, { keyPath: "id" });
      }
    };
    const store = new Store();
    store.name = name;
    store.db = await asked(request);
    store.db.onversionchange = () => store.db.close();
    store.key = await store.mainKey();
    return store;
  }

  async mainKey() {
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const transaction = this.db.transaction("keys", "readwrite", { durability: "strict" });
    const keys = transaction.objectStore("keys");
    const found = await asked(keys.get("main")); // two tabs at once: the first one's key holds
    if (!found) keys.put({ id: "main", key: made });
    const known = await asked(keys.get("device"));
    this.device = known?.device ?? uuid7();
    if (!known) keys.put({ id: "device", device: this.device });
    await ended(transaction);
    return found?.key ?? made;
  }

  async seal(value) {
    const plain = value instanceof ArrayBuffer ? value : new TextEncoder().encode(JSON.stringify(value));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, body: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, plain) };
  }

  async unseal(sealed) {
    return crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, this.key, sealed.body);
  }

  async unsealed(row) {
    const { sealed, ...open } = row;
    try {
      return { ...JSON.parse(new TextDecoder().decode(await this.unseal(sealed))), ...open };
    } catch {
      return { ...open, state: "damaged" }; // changed by another hand: it must not hold up the others
    }
  }

  /* Writes rows of several stores, or none of them. puts: [store, id, value, open?]; deletes: [store, id]. */
  async write(puts, deletes = []) {
    const rows = [];
    for (const [store, id, value, open = {}] of puts) rows.push([store, { id, ...open, sealed: await this.seal(value) }]);
    const stores = [...new Set([...rows, ...deletes].map(([store]) => store))];
    if (!stores.length) return;
    let transaction;
    try {
      transaction = this.db.transaction(stores, "readwrite", { durability: "strict" });
      for (const [store, row] of rows) transaction.objectStore(store).put(row);
      for (const [store, id] of deletes) transaction.objectStore(store).delete(id);
    } catch (error) {
      throw said(error);
    }
    await ended(transaction);
  }

  async get(store, id) {
    const row = await asked(this.db.transaction(store).objectStore(store).get(id));
    return row ? this.unsealed(row) : null;
  }

  async bytes(id) {
    const row = await asked(this.db.transaction("photos").objectStore("photos").get(id));
    return row ? this.unseal(row.sealed).catch(() => null) : null; // changed by another hand: as good as lost
  }

  async all(store) {
    const rows = await asked(this.db.transaction(store).objectStore(store).getAll());
    return Promise.all(rows.map((row) => this.unsealed(row)));
  }

  async ids(store) {
    return asked(this.db.transaction(store).objectStore(store).getAllKeys());
  }

  async count(store) {
    return asked(this.db.transaction(store).objectStore(store).count());
  }

  /* The key first: whatever of the rest is left behind is noise from then on. */
  async destroy() {
    try {
      const transaction = this.db.transaction("keys", "readwrite", { durability: "strict" });
      transaction.objectStore("keys").clear();
      await ended(transaction);
    } catch {
      /* closed already by another tab that destroys it */
    }
    this.db.close();
    await new Promise((resolve) => {
      const request = indexedDB.deleteDatabase(this.name);
      request.onsuccess = request.onerror = request.onblocked = () => resolve();
    });
    if (this.name === `anlan-field-${lastPerson()?.id}`) localStorage.removeItem(WHO);
  }
}
