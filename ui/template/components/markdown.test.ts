import { describe, expect, test } from "vitest";
import { parsed } from "./markdown-source";

// What the sanitiser makes of it is looked at in a real browser, by the stories of field.quiz.
describe("markdown", () => {
  test("has tables and strikethrough", () => {
    expect(parsed("~~no~~", false)).toBe("<p><s>no</s></p>\n");
    expect(parsed("| a |\n| - |\n| 1 |", false)).toContain("<td>1</td>");
  });

  test("aligns by classes: the page allows no inline styles", () => {
    const made = parsed("| a | b |\n| :-: | -: |\n| 1 | 2 |", false);
    expect(made).toContain('<td class="tb-align-center">1</td>');
    expect(made).toContain('<td class="tb-align-right">2</td>');
    expect(made).not.toContain("style");
  });

  test("shows raw HTML as text, and decodes entities", () => {
    const made = parsed("<b>bold</b> &#10145;\n\n<script>alert(1)</script>", false);
    expect(made).toContain("&lt;b&gt;bold&lt;/b&gt; ➡");
    expect(made).toContain("&lt;script&gt;");
    expect(made).not.toMatch(/<(b|script)>/);
  });

  test.each([
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "<javascript:alert(1)>",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "[x](vbscript:x)",
  ])("makes no link of what is no address: %s", (source) => {
    expect(parsed(source, false)).not.toMatch(/href|src/);
  });

  test("keeps a label's markdown in one line", () => {
    expect(parsed("a **b**", true)).toBe("a <strong>b</strong>");
  });
});
