import fc from "fast-check";
import { expect, test } from "vitest";
import { geotagOf } from "./geotag";

type Fraction = readonly [number, number];

interface Tag {
  readonly latitude: readonly Fraction[];
  readonly longitude: readonly Fraction[];
  readonly refs: readonly [string, string];
}

const LISBON: Tag = {
  latitude: [
    [38, 1],
    [43, 1],
    [2028, 100],
  ],
  longitude: [
    [9, 1],
    [8, 1],
    [2148, 100],
  ],
  refs: ["N", "W"],
};

/** A TIFF header with one directory that points to a GPS directory with four entries. */
function tiff(tag: Tag, little: boolean): Uint8Array {
  const bytes = new Uint8Array(8 + 18 + 54 + 48);
  const view = new DataView(bytes.buffer);
  const short = (at: number, value: number) => view.setUint16(at, value, little);
  const long = (at: number, value: number) => view.setUint32(at, value, little);
  bytes.set(little ? [0x49, 0x49] : [0x4d, 0x4d]);
  short(2, 42);
  long(4, 8);
  short(8, 1);
  entry(10, 0x8825, 4, 1, 26);
  short(26, 4);
  letter(28, 1, tag.refs[0]);
  entry(40, 2, 5, tag.latitude.length, 80);
  letter(52, 3, tag.refs[1]);
  entry(64, 4, 5, tag.longitude.length, 104);
  fractions(80, tag.latitude);
  fractions(104, tag.longitude);
  return bytes;

  function entry(at: number, id: number, type: number, count: number, value: number) {
    short(at, id);
    short(at + 2, type);
    long(at + 4, count);
    long(at + 8, value);
  }
  function letter(at: number, id: number, value: string) {
    entry(at, id, 2, 2, 0);
    view.setUint8(at + 8, value.charCodeAt(0));
  }
  function fractions(at: number, values: readonly Fraction[]) {
    values.forEach(([above, below], index) => {
      long(at + index * 8, above);
      long(at + index * 8 + 4, below);
    });
  }
}

const EXIF = [...new TextEncoder().encode("Exif"), 0, 0];

function segment(marker: number, body: readonly number[]): number[] {
  const size = body.length + 2;
  return [0xff, marker, size >> 8, size & 0xff, ...body];
}

function jpeg(tag: Tag, { little = false, before = [] as number[] } = {}): Uint8Array {
  const exif = segment(0xe1, [...EXIF, ...tiff(tag, little)]);
  return Uint8Array.from([0xff, 0xd8, ...before, ...exif, 0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]);
}

test.each([true, false])("the place of a JPEG, little-endian: %s", (little) => {
  const found = geotagOf(jpeg(LISBON, { little }));
  expect(found?.latitude).toBeCloseTo(38.7223, 6);
  expect(found?.longitude).toBeCloseTo(-9.1393, 6);
});

test("it stands behind other segments, filling bytes and another program's data", () => {
  const other = segment(0xe1, [...new TextEncoder().encode("http://ns.adobe.com/xap/1.0/")]);
  const before = [...segment(0xe0, [0x4a, 0x46]), 0xff, ...other];
  expect(geotagOf(jpeg(LISBON, { before }))?.latitude).toBeCloseTo(38.7223, 6);
});

test("a picture of another kind has it somewhere", () => {
  const head = [0, 0, 0, 24, ...new TextEncoder().encode("ftypheic EEx Exi")];
  const bytes = Uint8Array.from([...head, ...EXIF, ...tiff(LISBON, false), 9, 9]);
  expect(geotagOf(bytes)?.longitude).toBeCloseTo(-9.1393, 6);
});

test("bytes within a larger buffer are read from their own beginning", () => {
  const inner = jpeg(LISBON);
  const outer = new Uint8Array(inner.length + 7);
  outer.set(inner, 7);
  expect(geotagOf(outer.subarray(7))?.latitude).toBeCloseTo(38.7223, 6);
});

test("south and west are below zero; degrees alone will do", () => {
  const tag: Tag = { latitude: [[335, 10]], longitude: [[70, 1]], refs: ["S", "W"] };
  expect(geotagOf(jpeg(tag))).toEqual({ latitude: -33.5, longitude: -70 });
});

test.each<[string, Uint8Array]>([
  ["nothing", new Uint8Array()],
  ["text", new TextEncoder().encode("No picture, EXIF or otherwise")],
  ["a JPEG without EXIF", Uint8Array.from([0xff, 0xd8, ...segment(0xe0, [1]), 0xff, 0xda, 0, 2])],
  ["no fix: 0/0", jpeg({ ...LISBON, latitude: [[0, 0]] })],
  ["beyond the pole", jpeg({ ...LISBON, latitude: [[91, 1]] })],
  ["a GPS part without a longitude", jpeg({ ...LISBON, longitude: [] })],
])("no place: %s", (_, bytes) => {
  expect(geotagOf(bytes)).toBeUndefined();
});

test("bytes that are cut off or damaged never throw", () => {
  const whole = jpeg(LISBON);
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(whole.length - 1), fc.nat(255), (length, at, value) => {
      const damaged = whole.slice(0, length);
      if (at < length) damaged[at] = value;
      const found = geotagOf(damaged);
      expect(found === undefined || Math.abs(found.latitude) <= 90).toBe(true);
    }),
  );
});
