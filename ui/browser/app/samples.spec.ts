/**
 * All samples from end to end: a requester sets one up through the API of a real server, a worker completes it in
 * the app, by mouse or keyboard alone, and the requester reads exactly the answer that was expected.
 */
import { WITH_DEVICES } from "../chromium";
import { DEVICES, usersOf } from "../samples/place";
import { HAS_SAMPLES, NO_SAMPLES } from "../samples/sample";
import { samples } from "../samples/users";
import { Desk } from "./desk";
import { expect, test } from "./platform";

test.use(WITH_DEVICES);
test.skip(!HAS_SAMPLES, NO_SAMPLES);

test("none is left out, and each has ways by mouse and by keyboard", () => {
  const numbers = Array.from({ length: 25 }, (_, index) => String(index + 1).padStart(2, "0"));
  expect(Object.keys(samples).sort()).toEqual(numbers);
  for (const { users } of Object.values(samples)) {
    expect(Object.keys(users)).toEqual(expect.arrayContaining(["mouse", "keyboard"]));
  }
});

for (const { number, sample, way, user } of usersOf(samples)) {
  if (way === "touch") continue;
  test.describe(`${number} ${sample.name}`, () => {
    test.use({ ...DEVICES[way], ...(sample.at ? { geolocation: sample.at } : {}) });
    test(`by ${way}`, async ({ page, platform }) => {
      const desk = await Desk.take(page, platform, { number, sample, way });
      await user(desk);
      await desk.handIn();
      await desk.expectStored();
    });
  });
}
