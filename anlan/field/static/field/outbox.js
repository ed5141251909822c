/* The outbox. A record, with its photographs, leaves it by the server's receipt and by nothing else.

   A record: {id, flow, step, case, input, photos: {input: [photo ids]}, team, at, revision, base, position, label,
   place, state}. States: "waiting", "rejected" (with `reason`), "damaged" (cannot be read any more). Photographs go in chunks; the server tells where to go
   on. Records are sent in the order of their keys, which is that of their making; what belongs to one that waits or was
   rejected waits too. */
import { uuid7 } from "./ids.js";
import { call, hello, iso } from "./net.js";
import { digest } from "./pictures.js";
import { Full, lastPerson } from "./store.js";
import { t } from "./words.js";

const CHUNK = 512 * 1024; // what the server takes at most in one go
const SMALLEST = 16 * 1024;
export const channel = new BroadcastChannel("anlan-field");

export class Outbox {
  constructor(store, device) {
    this.store = store;
    this.device = device;
    this.chunk = this.usual = CHUNK;
    this.tried = new Set(); // what was sent from this page: it, or a part of it, may have arrived
    this.arrived = new Set(); // photographs that the server says it has whole
    this.flying = new Map(); // photographs under way
    this.status = "idle"; // idle, sending, away, auth, revoked
    this.token = false;
    this.again = false;
    this.running = null;
    this.onchange = () => {};
  }

  /* Keeps records, photographs and what a draft becomes in one go: all of it or, when the phone is full, nothing. */
  async keep(records, { puts = [], deletes = [] } = {}) {
    const rows = records.map((one) => ["box", one.id, { ...one, state: undefined }, { state: "waiting" }]);
    await this.store.write([...rows, ...puts], deletes);
    navigator.storage?.persist?.();
    this.changed();
    this.sync();
  }

  async keepPhoto(bytes, draft) {
    const id = uuid7();
    await this.store.write([["photos", id, bytes, { draft, size: bytes.byteLength }]]);
    return id;
  }

  async waiting() {
    return (await this.store.all("box")).sort((one, two) => (one.id < two.id ? -1 : 1));
  }

  async count() {
    return this.store.count("box");
  }

  changed() {
    channel.postMessage("changed");
    this.onchange();
  }

  set(status) {
    if (this.status !== status) {
      this.status = status;
      this.onchange();
    }
  }

  /* Sends what waits. One tab at a time; a call while it runs lets it look once more. */
  sync() {
    this.again = true;
    this.running ??= this.locked().catch(() => this.set("away")).finally(() => {
      this.running = null; // what broke off is tried again: see `again` in app.js
    });
    return this.running;
  }

  async locked() {
    if (!navigator.locks) return this.pass();
    return navigator.locks.request("anlan-field-outbox", { ifAvailable: true }, (lock) => (lock ? this.pass() : null));
  }

  async pass() {
    while (this.again) {
      this.again = false;
      const answer = await hello(this.device);
      if (answer.kind === "ok" && answer.data.person.id !== lastPerson()?.id) return this.set("other");
      if (answer.kind !== "ok") return this.stop(answer);
      this.set("sending");
      const told = await this.introduce(answer);
      if (told.kind !== "ok") return this.stop(told);
      const stopped = await this.sendAll();
      if (stopped) return this.stop(stopped);
    }
    this.set("idle");
    return null;
  }

  async introduce(answer) {
    const skew = Math.round((Date.now() - Date.parse(answer.data.now)) / 1000);
    const body = JSON.stringify({ id: this.device, name: phoneName(), waiting: await this.count(), skew });
    const told = await call("POST", "phone/", { body, headers: { "Content-Type": "application/json" } });
    return told.kind === "no" || told.kind === "token" ? { ...told, kind: "away" } : told;
  }

  stop(answer) {
    this.set({ auth: "auth", revoked: "revoked" }[answer.kind] ?? "away");
    return null;
  }

  /* Sends each record that nothing stands before; returns the answer that stopped it, if one did. */
  async sendAll() {
    const held = new Set();
    const records = await this.waiting();
    for (const [at, record] of records.entries()) {
      const ahead = belongsTo(record).filter((key) => held.has(key));
      if (record.state !== "waiting" || ahead.length) {
        held.add(record.id);
        continue;
      }
      const sending = this.send(record);
      this.uploadAhead(records.slice(at + 1));
      const answer = await sending;
      if (answer.kind === "ok") continue;
      if (answer.kind === "no" && answer.data.code !== "field.waits") await this.reject(record, answer.data);
      else if (answer.kind !== "no") return answer;
      held.add(record.id);
    }
    return null;
  }

  /* Uploads the next photographs while the server works on what it was sent: their record takes what came of it. */
  uploadAhead(records) {
    const next = records.find((one) => one.state === "waiting" && !this.tried.has(one.id) && photosOf(one).length);
    if (next) photosOf(next).forEach((id) => this.upload(id));
  }

  /* Photographs first, then their record: two requests where nothing goes wrong. What was tried before may have
     arrived, photographs and all: then the record goes first, and the server says what it still misses. */
  async send(record) {
    for (const photo of this.tried.has(record.id) ? [] : photosOf(record)) {
      const told = await this.upload(photo);
      if (told.kind !== "ok") return told;
    }
    this.tried.add(record.id);
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const answer = await call("PUT", `records/${record.id}/`, {
        device: this.device, body: body(record), headers: { "Content-Type": "application/json" },
      });
      if (answer.kind === "ok") return this.receipt(record, answer);
      if (answer.kind === "token" && attempt < 2) {
        const again = await hello(this.device);
        if (again.kind !== "ok") return again;
      } else if (answer.kind === "no" && answer.data.code === "field.photos") {
        for (const photo of answer.data.missing) {
          this.arrived.delete(photo);
          const told = await this.upload(photo);
          if (told.kind !== "ok") return told;
        }
      } else {
        return answer.kind === "token" || answer.kind === "large" ? { ...answer, kind: "away" } : answer;
      }
    }
    return { kind: "away", status: 0 };
  }

  /* Takes a record out, once the answer is the receipt of this very record. */
  async receipt(record, answer) {
    const { data } = answer;
    if (data.key !== record.id || !["taken", "kept"].includes(data.state)) return { kind: "away", status: answer.status };
    const gone = [["box", record.id], ...photosOf(record).map((id) => ["photos", id])];
    try {
      await this.store.write([["done", record.id, { ...data, label: record.label, place: record.place, flow: record.flow, step: record.step }]], gone);
    } catch (error) {
      if (!(error instanceof Full)) throw error;
      await this.store.write([], gone); // a full phone has no room for the receipt, and is to be freed all the more
    }
    this.changed();
    return answer;
  }

  async reject(record, data) {
    const reasons = Object.values(data.errors ?? {});
    const reason = reasons.length ? reasons.join(" ") : data.message;
    try {
      await this.store.write([["box", record.id, { ...record, state: undefined, reason, code: data.code }, { state: "rejected" }]]);
    } catch (error) {
      if (!(error instanceof Full)) throw error; // it goes on waiting, and is refused again once there is room to say why
    }
    this.changed();
  }

  /* Uploads a photograph, once at a time however many ask for it. */
  async upload(id) {
    if (this.arrived.has(id)) return { kind: "ok", status: 200, data: {} };
    if (!this.flying.has(id)) {
      this.flying.set(id, this.carry(id).catch(() => ({ kind: "away", status: 0 })).finally(() => this.flying.delete(id)));
    }
    return this.flying.get(id);
  }

  async carry(id) {
    const bytes = await this.store.bytes(id);
    if (!bytes) return { kind: "no", status: 0, data: { code: "field.lost", message: t("A photograph of this record is not on the phone any more. Add it anew.") } };
    const sha256 = await digest(bytes);
    let [received, done] = [0, false];
    if (this.tried.has(id)) { // a part may have arrived: from there on
      const first = await call("GET", `photos/${id}/`, { device: this.device });
      if (first.kind !== "ok") return first;
      ({ received, done } = first.data);
    }
    this.tried.add(id);
    for (let attempt = 0; !done && attempt < 40;) {
      const chunk = bytes.slice(received, received + this.chunk);
      const answer = await call("PUT", `photos/${id}/`, {
        device: this.device, body: chunk, seconds: 60,
        headers: {
          "Content-Type": "application/octet-stream", "X-Size": `${bytes.byteLength}`, "X-Offset": `${received}`, "X-Sha256": sha256,
        },
      });
      if (answer.kind === "ok" && Number.isInteger(answer.data.received)) {
        if (answer.data.received <= received) attempt += 1;
        ({ received, done } = answer.data);
        this.chunk = Math.min(this.usual, this.chunk * 2);
      } else if (answer.kind === "no" && Number.isInteger(answer.data.received)) {
        received = answer.data.received;
        attempt += 1;
      } else if (answer.kind === "large" && this.chunk > SMALLEST) {
        this.chunk = this.usual = Math.max(SMALLEST, Math.floor(this.chunk / 2));
      } else if (answer.kind === "token" && attempt < 2) {
        const again = await hello(this.device);
        if (again.kind !== "ok") return again;
        attempt += 1;
      } else {
        if (answer.status === 0) this.chunk = Math.max(Math.min(this.usual, SMALLEST), Math.floor(this.chunk / 2)); // a bad line: less at a time
        return answer.kind === "ok" || answer.kind === "large" ? { kind: "away", status: answer.status } : answer;
      }
    }
    if (done) this.arrived.add(id);
    return done ? { kind: "ok", status: 200, data: {} } : { kind: "away", status: 0 };
  }
}

const photosOf = (record) => Object.values(record.photos ?? {}).flat();

/* Returns the keys of the records that one names. */
export function belongsTo(record) {
  const named = [record.case, ...Object.values(record.input ?? {}).flat()];
  return named.filter((one) => one && typeof one === "object" && one.of).map((one) => one.of);
}

function body(record) {
  const { flow, step, input, photos, team, at, revision, base, position } = record;
  const said = { flow, step, case: record.case, input, photos, team, at, revision, base, position };
  return JSON.stringify({ ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined && value !== null)), sent: iso() });
}

function phoneName() {
  const agent = navigator.userAgent;
  const system = /Android|iPhone|iPad|Windows|Macintosh|Linux/.exec(agent)?.[0] ?? "?";
  const browser = /MicroMessenger|EdgA?|CriOS|Chrome|Firefox|Safari/.exec(agent)?.[0] ?? "?";
  return `${system} · ${browser}`;
}
