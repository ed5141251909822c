/* Talking to the server. What is not an answer of ours, whatever its status, is as good as no answer. */
import { lastPerson, rememberPerson } from "./store.js";

const BASE = new URL("./", location.href).pathname;
let csrf = "";

export function now() {
  return Date.now() + (lastPerson()?.offset ?? 0);
}

export function iso(moment = now()) {
  return new Date(moment).toISOString();
}

export async function call(method, path, { body, headers = {}, device = "", seconds = 30 } = {}) {
  let response;
  try {
    response = await fetch(BASE + path, {
      method,
      body,
      headers: { Accept: "application/json", "X-CSRFToken": csrf, ...(device ? { "X-Device": device } : {}), ...headers },
      credentials: "same-origin",
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(seconds * 1000),
    });
  } catch {
    return { kind: "away", status: 0 };
  }
  if (response.type === "opaqueredirect") return { kind: "auth", status: 302 };
  let data = null;
  if ((response.headers.get("Content-Type") ?? "").startsWith("application/json")) {
    data = await response.json().catch(() => null);
  }
  const status = response.status;
  if (status >= 500 || status === 429 || status === 408) return { kind: "away", status };
  if (!data || typeof data !== "object") return { kind: status === 403 ? "token" : status === 413 ? "large" : "away", status };
  if (status === 410) return { kind: "revoked", status, data };
  if (status === 401) return { kind: "auth", status, data };
  if (response.ok) return { kind: "ok", status, data };
  return { kind: typeof data.code === "string" ? "no" : status === 403 ? "token" : "away", status, data };
}

/* Who is signed in, and the token for what is sent; sets the phone's clock beside the server's. */
export async function hello(device) {
  const began = Date.now();
  const answer = await call("GET", "hello/", { device, seconds: 10 });
  if (answer.kind === "ok" && answer.data.person && answer.data.csrf) {
    csrf = answer.data.csrf;
    const offset = Date.parse(answer.data.now) - Math.round((began + Date.now()) / 2);
    answer.offset = offset;
    if (lastPerson()?.id === answer.data.person.id) rememberPerson({ offset });
  }
  return answer;
}
