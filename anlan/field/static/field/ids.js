/* Keys made on the phone: UUIDv7, in order of their making even within one millisecond. */
let last = 0;
let count = 0;

export function uuid7() {
  const now = Date.now();
  count = now > last ? 0 : count + 1;
  last = Math.max(last, now);
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let stamp = last;
  for (let at = 5; at >= 0; at -= 1) {
    bytes[at] = stamp % 256;
    stamp = Math.floor(stamp / 256);
  }
  const step = Math.min(count, 4095);
  bytes[6] = 0x70 | (step >> 8);
  bytes[7] = step & 0xff;
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
