/**
 * All samples from end to end on a phone, with nothing but a finger. Whoever has no way of their own by touch goes
 * the mouse's way with it.
 */
import { FRAMES_TOGETHER, WITH_DEVICES } from "../chromium";
import { byFinger } from "../samples/fingers";
import { DEVICES } from "../samples/place";
import { HAS_SAMPLES, NO_SAMPLES } from "../samples/sample";
import { samples } from "../samples/users";
import { Desk } from "./desk";
import { test } from "./platform";

const { launchOptions } = WITH_DEVICES;

// Taps that are asked for from without miss their places in frames of other processes.
test.use({
  ...WITH_DEVICES,
  ...DEVICES.touch,
  launchOptions: {
    ...launchOptions,
    args: [...launchOptions.args, ...FRAMES_TOGETHER.launchOptions.args.slice(-1)],
  },
});
test.skip(!HAS_SAMPLES, NO_SAMPLES);

for (const [number, sample] of Object.entries(samples)) {
  const { mouse, touch } = sample.users;
  const user = touch ?? (mouse && byFinger(mouse));
  if (!user) throw new Error(`Nobody completes sample ${number}`);
  test.describe(`${number} ${sample.name}`, () => {
    if (sample.at) test.use({ geolocation: sample.at });
    test("by touch", async ({ page, platform }) => {
      const desk = await Desk.take(page, platform, { number, sample, way: "touch" });
      await user(desk);
      await desk.handIn();
      await desk.expectStored();
    });
  });
}
