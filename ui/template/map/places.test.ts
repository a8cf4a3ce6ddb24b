import { describe, expect, test } from "vitest";
import { colourOf, formatPlace, mapModel, parsePlace } from "./places";

describe("places", () => {
  test.each([
    ["38.72,-9.14", { lat: 38.72, lng: -9.14 }],
    [" 0 , 180 ", { lat: 0, lng: 180 }],
    ["+90,-180", { lat: 90, lng: -180 }],
  ])("%s is one", (text, place) => {
    expect(parsePlace(text)).toEqual(place);
  });

  test.each([
    ["unavaliable,unavaliable"],
    ["rejected,rejected"],
    ["91,0"],
    ["0,181"],
    ["1"],
    ["1,2,3"],
    [""],
  ])("%s is none", (text) => {
    expect(parsePlace(text)).toBeUndefined();
  });

  test("are written as they are read, to a tenth of a metre", () => {
    expect(formatPlace({ lat: 38.12345678, lng: -9 })).toBe("38.123457,-9");
    expect(parsePlace(formatPlace({ lat: -0.0000001, lng: 0.5 }))).toEqual({ lat: 0, lng: 0.5 });
  });
});

test.each([
  ["#f00", "#f00"],
  ["#00FF00", "#00FF00"],
  ["red", undefined],
  ["#12345", undefined],
  [7, undefined],
])("the colour %s is %s", (given, colour) => {
  expect(colourOf(given)).toBe(colour);
});

describe("what a map shows", () => {
  test("leaves out what is no place", () => {
    const markers = [{ position: "1,2", color: "#00f", label: 5 }, { position: "nowhere" }, null];
    const polygons = [{ points: ["1,1", "x", "2,2"], color: "blue" }, {}];
    expect(mapModel({ center: "3,4", zoom: 5, markers, polygons })).toEqual({
      center: { lat: 3, lng: 4 },
      zoom: 5,
      markers: [{ place: { lat: 1, lng: 2 }, color: "#00f", label: "5" }],
      polygons: [
        {
          places: [
            { lat: 1, lng: 1 },
            { lat: 2, lng: 2 },
          ],
          color: undefined,
        },
        { places: [], color: undefined },
      ],
    });
  });

  test("is in the middle of what is known, where the middle itself is not", () => {
    const unknown = { center: "unavaliable,unavaliable" };
    const markers = [{ position: "1,2" }];
    expect(mapModel({ ...unknown, markers }, { lat: 5, lng: 5 }).center).toEqual({ lat: 5, lng: 5 });
    expect(mapModel({ ...unknown, markers }).center).toEqual({ lat: 1, lng: 2 });
    expect(mapModel({ ...unknown, polygons: [{ points: ["7,8"] }] }).center).toEqual({ lat: 7, lng: 8 });
    expect(mapModel(unknown).center).toBeUndefined();
  });

  test.each([
    [0, 0],
    [19, 19],
    [20, 13],
    [-1, 13],
    ["5", 13],
    [undefined, 13],
  ])("zoom %s is %s", (given, zoom) => {
    expect(mapModel({ zoom: given }).zoom).toBe(zoom);
  });
});
