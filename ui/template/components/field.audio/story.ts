import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const field = (multiple: boolean) => ({
  type: "field.audio",
  label: "Read it aloud",
  hint: "In a quiet room",
  data: { type: "data.output", path: "audio" },
  multiple,
  validation: { type: "condition.required", hint: "Record it" },
});

export const stories: Story[] = [
  {
    name: "recorded, heard and recorded again",
    config: { view: field(false) },
    play: async (page) => {
      await page.getByRole("button", { name: "Record", exact: true }).click();
      await expect(page.getByRole("timer")).toHaveText("0:01");
      await page.getByRole("button", { name: "Stop" }).click();
      const player = page.getByLabel(/^Listen to recording/);
      await expect
        .poll(() => player.evaluate((audio: HTMLAudioElement) => audio.readyState), "whether it can be heard")
        .toBeGreaterThan(0);
      await page.getByRole("button", { name: "Record again" }).click();
      await expect(page.getByRole("timer")).toBeVisible();
      await expect(player, "what there is stays until there is another").toHaveCount(1);
      await page.waitForTimeout(300);
      await page.getByRole("button", { name: "Stop" }).click();
      await expect(player).toHaveCount(1);
    },
    output: { audio: "att-2" },
    isValid: true,
  },
  {
    name: "by the keyboard, and from a file; what is no sound is not taken",
    config: { view: field(true) },
    play: async (page) => {
      await page.getByRole("button", { name: "Record", exact: true }).focus();
      await page.keyboard.press("Enter");
      await expect(page.getByRole("button", { name: "Stop" })).toBeFocused();
      await page.waitForTimeout(300);
      await page.keyboard.press("Enter");
      await expect(page.getByRole("listitem")).toHaveCount(1);
      const wav = { name: "song.wav", mimeType: "audio/wav", buffer: Buffer.from("RIFF") };
      const text = { name: "song.txt", mimeType: "text/plain", buffer: Buffer.from("la la") };
      await page.getByLabel("Upload a recording").setInputFiles([wav, text]);
      await expect(page.getByText("song.txt is not a sound recording")).toBeVisible();
      await expect(page.getByRole("listitem")).toHaveCount(2);
      await expect(page.getByRole("progressbar")).toHaveCount(0);
    },
    output: { audio: ["att-1", "att-2"] },
    isValid: true,
  },
  {
    name: "removing the recording removes the value",
    config: { view: field(false) },
    play: async (page) => {
      const wav = { name: "song.wav", mimeType: "audio/wav", buffer: Buffer.from("RIFF") };
      await page.getByLabel("Upload a recording").setInputFiles(wav);
      await page.getByRole("button", { name: "Remove song.wav" }).click();
      await expect(page.getByText("song.wav")).toHaveCount(0);
    },
    output: {},
    isValid: false,
  },
];
