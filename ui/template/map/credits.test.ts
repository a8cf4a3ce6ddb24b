// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { creditsIn } from "./credits";

test("an attribution is its texts and its links", () => {
  const osm = '&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> contributors';
  expect(creditsIn(osm)).toEqual([
    { text: "© " },
    { text: "OpenStreetMap", url: "https://www.openstreetmap.org/copyright" },
    { text: " contributors" },
  ]);
  expect(creditsIn("© Somebody & Sons")).toEqual([{ text: "© Somebody & Sons" }]);
});

test("and nothing else of its HTML", () => {
  const hostile = '<a href="javascript:alert(1)">one</a><script>two</script><b onclick="three()">four</b>';
  expect(creditsIn(hostile)).toEqual([{ text: "one" }, { text: "four" }]);
});
