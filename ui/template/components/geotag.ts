/** Where a picture was taken, as the camera wrote it into the file (EXIF). */

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

const GPS = 0x8825;
const LATITUDE_REF = 1;
const LATITUDE = 2;
const LONGITUDE_REF = 3;
const LONGITUDE = 4;
const RATIONAL = 5;
const ENTRY = 12;
const RATIONAL_SIZE = 8;

/** The geotag of a picture's bytes; nothing where there is none or it makes no sense. */
export function geotagOf(bytes: Uint8Array): Place | undefined {
  try {
    const exif = isJpeg(bytes) ? exifOfJpeg(bytes) : exifAnywhere(bytes);
    return exif && placeOf(exif);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // it points beyond its end
    throw error;
  }
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8;
}

/** The EXIF part of a JPEG stands in one of the segments before its picture. */
function exifOfJpeg(bytes: Uint8Array): DataView | undefined {
  const view = viewOf(bytes, 0, bytes.length);
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // filling
      continue;
    }
    if (marker === 0xda || marker === 0xd9) return undefined;
    const size = view.getUint16(at + 2);
    if (marker === 0xe1 && startsWithExif(bytes, at + 4)) return viewOf(bytes, at + 10, size - 8);
    at += 2 + size;
  }
  return undefined;
}

/** Other kinds (HEIC, WebP) have it somewhere, begun by the same six bytes. */
function exifAnywhere(bytes: Uint8Array): DataView | undefined {
  for (let at = bytes.indexOf(0x45); at >= 0; at = bytes.indexOf(0x45, at + 1)) {
    if (startsWithExif(bytes, at)) return viewOf(bytes, at + 6, bytes.length - at - 6);
  }
  return undefined;
}

const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];

function startsWithExif(bytes: Uint8Array, at: number): boolean {
  return EXIF.every((byte, index) => bytes[at + index] === byte);
}

function viewOf(bytes: Uint8Array, start: number, length: number): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + start, Math.min(length, bytes.length - start));
}

interface Entry {
  readonly type: number;
  readonly count: number;
  /** Where its value is, or where it says its value is. */
  readonly at: number;
}

/** The positions in it count from its own beginning. */
class Tiff {
  readonly #little: boolean;

  constructor(private readonly view: DataView) {
    this.#little = view.getUint16(0) === 0x4949;
  }

  get isRight(): boolean {
    const order = this.view.getUint16(0);
    return (order === 0x4949 || order === 0x4d4d) && this.short(2) === 42;
  }

  short(at: number): number {
    return this.view.getUint16(at, this.#little);
  }

  long(at: number): number {
    return this.view.getUint32(at, this.#little);
  }

  letter(at: number): string {
    return String.fromCharCode(this.view.getUint8(at));
  }

  directory(at: number): ReadonlyMap<number, Entry> {
    const found = new Map<number, Entry>();
    const count = this.short(at);
    for (let index = 0; index < count; index += 1) {
      const place = at + 2 + index * ENTRY;
      found.set(this.short(place), {
        type: this.short(place + 2),
        count: this.long(place + 4),
        at: place + 8,
      });
    }
    return found;
  }
}

function placeOf(view: DataView): Place | undefined {
  const tiff = new Tiff(view);
  if (!tiff.isRight) return undefined;
  const pointer = tiff.directory(tiff.long(4)).get(GPS);
  if (!pointer) return undefined;
  const gps = tiff.directory(tiff.long(pointer.at));
  const latitude = degreesOf(tiff, gps.get(LATITUDE), gps.get(LATITUDE_REF), "S");
  const longitude = degreesOf(tiff, gps.get(LONGITUDE), gps.get(LONGITUDE_REF), "W");
  if (latitude === undefined || longitude === undefined) return undefined;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}

/** Degrees, minutes and seconds as fractions; some cameras leave the last out, or write 0/0 without a fix. */
function degreesOf(
  tiff: Tiff,
  value: Entry | undefined,
  ref: Entry | undefined,
  negative: string,
): number | undefined {
  if (value?.type !== RATIONAL || value.count < 1) return undefined;
  const start = tiff.long(value.at);
  let degrees = 0;
  for (let index = 0; index < Math.min(value.count, 3); index += 1) {
    const above = tiff.long(start + index * RATIONAL_SIZE);
    const below = tiff.long(start + index * RATIONAL_SIZE + 4);
    if (below === 0 && (index === 0 || above !== 0)) return undefined;
    degrees += below === 0 ? 0 : above / below / 60 ** index;
  }
  return ref && tiff.letter(ref.at).toUpperCase() === negative ? -degrees : degrees;
}
