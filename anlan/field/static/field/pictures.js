/* Photographs made small on the phone: at most 1600 px, upright, with the camera's own time and place kept for proof. */
const LONGEST = 1600;
const QUALITY = 0.82;

export class NoPicture extends Error {}

export async function smaller(file) {
  const original = await file.arrayBuffer();
  let bitmap;
  try {
    bitmap = await createImageBitmap(new Blob([original], { type: file.type }));
  } catch {
    if (isHeic(original) && original.byteLength <= 20 * 2 ** 20) return original; // the server reads what this browser cannot
    throw new NoPicture();
  }
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  return withCamera(await blob.arrayBuffer(), original);
}

function isHeic(buffer) {
  const head = new Uint8Array(buffer, 0, Math.min(12, buffer.byteLength));
  return String.fromCharCode(...head.slice(4, 8)) === "ftyp";
}

/* Returns the new JPEG with the camera's data of the original one; the picture is upright by now, and says so. */
function withCamera(made, original) {
  const camera = cameraOf(original);
  if (!camera) return made;
  const bytes = new Uint8Array(made.byteLength + camera.length);
  bytes.set(new Uint8Array(made, 0, 2));
  bytes.set(camera, 2);
  bytes.set(new Uint8Array(made, 2), 2 + camera.length);
  return bytes.buffer;
}

function cameraOf(buffer) {
  const view = new DataView(buffer);
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 10 < view.byteLength && view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    const length = view.getUint16(at + 2);
    if (marker === 0xda || length < 2 || at + 2 + length > view.byteLength) return null;
    if (marker === 0xe1 && view.getUint32(at + 4) === 0x45786966) {
      const found = new Uint8Array(buffer.slice(at, at + 2 + length));
      return upright(found) ? found : null;
    }
    at += 2 + length;
  }
  return null;
}

/* Sets the orientation to “as it stands”; false where the data cannot be read. */
function upright(bytes) {
  const view = new DataView(bytes.buffer);
  const start = 10;
  if (view.byteLength < start + 8) return false;
  const little = view.getUint16(start) === 0x4949;
  if (!little && view.getUint16(start) !== 0x4d4d) return false;
  const first = start + view.getUint32(start + 4, little);
  if (first + 2 > view.byteLength) return false;
  const count = view.getUint16(first, little);
  for (let place = 0; place < count; place += 1) {
    const at = first + 2 + 12 * place;
    if (at + 12 > view.byteLength) return false;
    if (view.getUint16(at, little) === 0x0112) view.setUint16(at + 8, 1, little);
  }
  return true;
}

export async function digest(buffer) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", buffer));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
