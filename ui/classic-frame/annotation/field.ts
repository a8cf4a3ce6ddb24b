/** `{{field type="image-annotation" …}}`: the editor with its tools, bound to the task's answer. */
import { isMedia } from "../handlebars/addresses";
import { Field } from "../handlebars/fields/field";
import { Canvas } from "./canvas";
import { Editor } from "./editor";
import { type AnnotationHooks, type AnnotationInterface, createAnnotationInterface } from "./interface";
import { pressKey } from "./keyboard";
import { followPointer } from "./pointer";
import { readShapes, type ShapeType } from "./shapes";

const NAME = "image-annotation-editor";
let editors = 0;

export class ImageAnnotationField extends Field {
  readonly #canvas = new Canvas();
  readonly #editor: Editor = new Editor(() => this.#redraw());
  readonly #stage = document.createElement("div");
  readonly #picture = document.createElement("img");
  readonly #place = document.createElement("div");
  readonly #status = document.createElement("div");
  readonly #tools = new Map<ShapeType | "delete", HTMLButtonElement>();
  #observer: ResizeObserver | null = null;
  #written: unknown;
  #touched = false;

  getEditor(): Editor {
    return this.#editor;
  }

  createAnnotationInterface(hooks: AnnotationHooks): AnnotationInterface {
    return createAnnotationInterface(hooks);
  }

  override mount(): void {
    editors += 1;
    const root = document.createElement("div");
    root.className = NAME;
    const help = document.createElement("p");
    help.className = `${NAME}__help`;
    help.id = `area-help-${editors}`;
    help.textContent = this.say("classic.area.help");
    this.#status.className = `${NAME}__status`;
    this.#status.setAttribute("role", "status");
    this.#place.className = `${NAME}__interface`;
    this.#buildStage(help.id);
    root.append(...(this.disabled ? [] : [this.#toolbar()]), this.#stage, this.#place, this.#status);
    if (!this.disabled) root.append(help);
    this.element.append(root);
    this.#observer = new ResizeObserver(() => this.#measure());
    this.#observer.observe(this.#picture);
    this.#editor.on("shapes:update", () => this.#save());
    if (!this.disabled) this.#listen();
  }

  override press(): void {
    this.#stage.focus();
  }

  override destroy(): void {
    this.#observer?.disconnect();
  }

  protected override control(): HTMLElement {
    return this.#stage;
  }

  protected override marksInvalid(): boolean {
    return false;
  }

  protected override draw(value: unknown): void {
    if (value !== undefined && value === this.#written) return;
    this.#written = value;
    if (value !== undefined) this.#editor.load(readShapes(value));
    else if (!this.#touched) this.#editor.load(readShapes(this.options.annotations));
  }

  #buildStage(help: string): void {
    const { src } = this.options;
    this.#stage.className = `${NAME}__stage`;
    this.#stage.tabIndex = 0;
    this.#stage.setAttribute("role", this.disabled ? "img" : "application");
    this.#stage.setAttribute("aria-label", this.say("classic.area"));
    if (!this.disabled) this.#stage.setAttribute("aria-describedby", help);
    this.#picture.className = `${NAME}__picture`;
    this.#picture.alt = "";
    this.#picture.draggable = false;
    this.#picture.referrerPolicy = "no-referrer";
    this.#picture.addEventListener("error", () => this.#announce(this.say("classic.area.broken")));
    if (isMedia(src)) this.#picture.src = src;
    this.#stage.append(this.#picture, this.#canvas.element);
  }

  #toolbar(): HTMLElement {
    const bar = document.createElement("div");
    bar.className = `${NAME}__tools`;
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", this.say("classic.area"));
    for (const shape of ["polygon", "rectangle"] as const) {
      const button = this.#tool(shape, `${NAME}__shape-${shape}`, this.say(`classic.area.${shape}`));
      button.addEventListener("click", () => {
        this.#editor.choose(shape);
        this.#stage.focus({ preventScroll: true });
      });
      bar.append(button);
    }
    const remove = this.#tool("delete", `${NAME}__delete`, this.say("classic.area.delete"));
    remove.addEventListener("click", () => this.#editor.remove());
    bar.append(remove);
    return bar;
  }

  #tool(name: ShapeType | "delete", kind: string, label: string): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `${NAME}__tool ${kind}`;
    button.textContent = label;
    this.#tools.set(name, button);
    return button;
  }

  #listen(): void {
    this.#stage.addEventListener("keydown", (event) => {
      const handled = pressKey(this.#editor, event, () => this.#announce(this.say("classic.area.few")));
      if (handled) event.preventDefault();
    });
    followPointer({ editor: this.#editor, canvas: this.#canvas, pulls: () => this.#pulls() });
  }

  /**
   * Requesters hide a tool by its class. The editor begins with the polygon all the same, as the original does;
   * where its button is hidden, pulling draws what the other button would.
   */
  #pulls(): boolean {
    if (this.#editor.tool === "rectangle") return true;
    return isHidden(this.#tools.get("polygon")) && !isHidden(this.#tools.get("rectangle"));
  }

  #measure(): void {
    this.#canvas.resize(this.#picture.clientWidth, this.#picture.clientHeight);
    this.#redraw();
  }

  #redraw(): void {
    const editor = this.#editor;
    this.#canvas.draw(editor);
    this.#stage.dataset.pulls = String(this.#pulls());
    for (const shape of ["polygon", "rectangle"] as const) {
      this.#tools.get(shape)?.setAttribute("aria-pressed", String(editor.tool === shape));
    }
    const remove = this.#tools.get("delete");
    if (remove !== undefined) remove.disabled = editor.selection === null && editor.open.length === 0;
    this.#showInterface();
    this.#describeSelection();
  }

  #showInterface(): void {
    const { annotationInterface, selection, shapes } = this.#editor;
    const shape = selection?.shape;
    const area = shape === undefined ? null : this.#canvas.areaOf(shapes.indexOf(shape));
    if (annotationInterface === null || shape === undefined || area === null) {
      this.#place.replaceChildren();
      return;
    }
    const { element } = annotationInterface;
    if (element.parentElement !== this.#place) this.#place.replaceChildren(element);
    annotationInterface.onShow(shape, area);
  }

  #describeSelection(): void {
    const { selection, cursor } = this.#editor;
    const point = selection === null ? cursor : selection.shape.points[selection.point ?? -1];
    const parts: string[] = [];
    if (selection !== null) parts.push(this.say(`classic.area.shape.${selection.shape.type}`));
    if (point) {
      const [x, y] = [Math.round(point.x * 100), Math.round(point.y * 100)];
      parts.push(this.say("classic.area.point", { x, y }));
    }
    if (parts.length > 0) this.#announce(parts.join(", "));
  }

  #announce(words: string): void {
    if (this.#status.textContent !== words) this.#status.textContent = words;
  }

  /** That all areas given with the task were taken away is an answer; that none was ever drawn is not. */
  #save(): void {
    this.#touched = true;
    const shapes = this.#editor.shapes.map((shape) => shape.toJSON());
    const given = readShapes(this.options.annotations).length > 0;
    this.#written = shapes.length === 0 && !given ? undefined : shapes;
    this.write(this.#written);
  }
}

function isHidden(element: HTMLElement | undefined): boolean {
  return element === undefined || getComputedStyle(element).display === "none";
}
