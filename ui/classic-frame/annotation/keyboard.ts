/**
 * Keys of the editor: C closes, D deletes, arrows move the selected point (Alt slower, Alt+Shift faster), Tab goes
 * from point to point. Where nothing is selected, arrows move a cross, and Enter or Space puts a point there.
 */
import type { Editor } from "./editor";

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const STEP = { usual: 0.01, slow: 0.002, fast: 0.05 };

/** True when the key meant something here. */
export function pressKey(editor: Editor, event: KeyboardEvent, tooFew: () => void): boolean {
  if (event.ctrlKey || event.metaKey) return false;
  const arrow = ARROWS[event.key];
  if (arrow !== undefined) return move(editor, event, arrow);
  // Letters by their place, so that they are the same on keyboards of other scripts.
  switch (event.code === "KeyC" || event.code === "KeyD" ? event.code : event.key) {
    case "Tab":
      return editor.open.length === 0 && editor.step(event.shiftKey ? -1 : 1);
    case "Escape":
      return leave(editor);
    case "Enter":
    case " ":
      if (editor.cursor !== null) editor.place(editor.cursor);
      return true;
    case "KeyC":
      if (editor.open.length > 0 && !editor.close()) tooFew();
      return true;
    case "KeyD":
    case "Delete":
    case "Backspace":
      editor.remove();
      return true;
    default:
      return false;
  }
}

function move(editor: Editor, event: KeyboardEvent, [x, y]: [number, number]): boolean {
  const step = !event.altKey ? STEP.usual : event.shiftKey ? STEP.fast : STEP.slow;
  editor.nudge(x * step, y * step);
  return true;
}

function leave(editor: Editor): boolean {
  if (editor.open.length > 0) editor.cancel();
  else if (editor.selection !== null || editor.cursor !== null) {
    editor.cursor = null;
    editor.select(null);
  } else return false;
  return true;
}
