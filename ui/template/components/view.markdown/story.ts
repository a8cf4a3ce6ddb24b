import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const RULES = `# How to judge

A shop is **open** when ~~the lights are on~~ people go in. See [the guide](https://media.example/guide).

| Sign | Meaning | Count |
|:-----|:-------:|------:|
| door | open &#10145; | 12 |

- look at the *door*
- <script>document.title = "broken"</script>

![the shop](https://media.example/scene-1.svg)

\`\`\`
price = 5
\`\`\`
`;

export const stories: Story[] = [
  {
    name: "rules with a table, a link and a picture",
    config: {
      view: {
        type: "view.markdown",
        label: "Rules",
        hint: "They may change",
        content: RULES,
        validation: { type: "condition.all", conditions: [] },
      },
    },
    play: async (page) => {
      await expect(page.getByRole("heading", { name: "How to judge" })).toBeVisible();
      await expect(page.getByRole("cell", { name: "open ➡" })).toHaveCSS("text-align", "center");
      await expect(page.getByRole("cell", { name: "12" })).toHaveCSS("text-align", "right");
      await expect(page.getByText('<script>document.title = "broken"</script>')).toBeVisible();
      await expect(page).toHaveTitle("Stories");
      const link = page.getByRole("link", { name: "the guide" });
      await expect(link).toHaveAttribute("target", "_blank");
      await expect(link).toHaveAttribute("rel", "noopener noreferrer");
      const box = await page.locator(".tb-markdown").boundingBox();
      const picture = await page.getByRole("img", { name: "the shop" }).boundingBox();
      expect(picture?.width).toBeLessThanOrEqual(box?.width ?? 0);
    },
    isValid: true,
  },
  {
    name: "what others wrote cannot become a program",
    config: { view: { type: "view.markdown", content: { type: "data.input", path: "text" } } },
    input: {
      text: "[press](javascript:document.title='broken') <img src=x onerror=\"document.title='broken'\"> **still here**",
    },
    play: async (page) => {
      await expect(page.getByText("still here")).toBeVisible();
      await expect(page.getByRole("link")).toHaveCount(0);
      await expect(page.getByRole("img")).toHaveCount(0);
      await expect(page).toHaveTitle("Stories");
    },
  },
];
