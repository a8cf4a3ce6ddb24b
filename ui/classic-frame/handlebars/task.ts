/** A task whose markup is a Handlebars template with fields that are bound to its answer. */
import type Handlebars from "handlebars";
import { callable } from "../api/callable";
import type { TaskOptions, TolokaTask } from "../api/task";
import { PRESS_FIELD, SHOW_ERRORS, type Solution, type SolutionError, WHOLE_TASK } from "../api/types";
import { kit } from "../kit";
import type { TaskErrors } from "../protocol";
import { Bubble } from "./fields/bubble";
import type { Field } from "./fields/field";
import type { FieldOptions, TemplateFrame } from "./helpers";
import { fitPages } from "./pages";
import { rootOf } from "./parts";
import { growPictures } from "./pictures";

interface State {
  asked: FieldOptions[];
  fields: Field[];
}

const states = new WeakMap<object, State>();
const templates = new Map<string, Handlebars.TemplateDelegate>();

function stateOf(task: object): State {
  const state = states.get(task);
  if (state === undefined) throw new Error("Call TolokaHandlebarsTask from the constructor of your task");
  return state;
}

export function createTask(handlebars: typeof Handlebars): unknown {
  const Base = window.TolokaTask;
  class Methods extends Base {
    override template(data: Record<string, unknown>): string {
      const state = stateOf(this);
      state.asked = [];
      const markup = this.getOptions().specs.view_spec.markup ?? "";
      const template = templates.get(markup) ?? handlebars.compile(markup);
      templates.set(markup, template);
      const talka: TemplateFrame = { addField: (options) => placeholder(handlebars, state.asked, options) };
      return template(data, { data: { talka } });
    }

    override render(): this {
      const element = this.getDOMElement();
      element.innerHTML = this.template(this.getTemplateData());
      mountFields(this, stateOf(this));
      fitPages(element, () => kit().say("classic.page.zoom"));
      growPictures(element);
      followLinks(element);
      this.finishRender();
      return this;
    }

    override destroy(): void {
      for (const field of stateOf(this).fields) field.destroy();
      super.destroy();
    }

    override setSolution(solution: Solution): void {
      super.setSolution(solution);
      for (const field of stateOf(this).fields) field.refresh();
    }

    override validate(solution: Solution = this.getSolution()): SolutionError | null {
      const errors = super.validate(solution)?.errors ?? {};
      for (const field of stateOf(this).fields) {
        const message = field.problem();
        if (message !== null) errors[rootOf(field.name)] = { code: "FIELD_INVALID", message };
      }
      return Object.keys(errors).length === 0 ? null : { task_id: this.getTask().id, errors };
    }

    getField(name: string): Field | undefined {
      return stateOf(this).fields.find((field) => field.name === name);
    }

    [PRESS_FIELD](key: string): void {
      for (const field of stateOf(this).fields) if (field.hotkey === key.toLowerCase()) field.press();
    }

    override [SHOW_ERRORS](errors: TaskErrors["errors"]): Element | null {
      const elsewhere: TaskErrors["errors"] = {};
      let first: Element | null = null;
      for (const [name, error] of Object.entries(errors)) {
        const field = stateOf(this).fields.find((one) => rootOf(one.name) === name && one.showsErrors);
        if (field === undefined || name === WHOLE_TASK) {
          elsewhere[name] = error;
          continue;
        }
        const shown = field.showError(error.message || error.code || "");
        first ??= shown;
      }
      if (Object.keys(elsewhere).length === 0) return first;
      return super[SHOW_ERRORS](elsewhere) ?? first;
    }
  }
  return callable<InstanceType<typeof Methods>, TaskOptions>(
    "TolokaHandlebarsTask",
    Methods,
    (task, options) => {
      states.set(task, { asked: [], fields: [] });
      Base.call(task, options);
    },
  );
}

/** A place in the markup; the field is built in it once the markup stands in the page. */
function placeholder(handlebars: typeof Handlebars, asked: FieldOptions[], options: FieldOptions): string {
  const index = asked.push(options) - 1;
  const type = handlebars.escapeExpression(options.type);
  const extra = typeof options.class === "string" ? ` ${handlebars.escapeExpression(options.class)}` : "";
  return `<span class="field field_type_${type}${extra}" data-talka-field="${index}"></span>`;
}

function mountFields(task: TolokaTask, state: State): void {
  for (const field of state.fields) field.destroy();
  state.fields = [];
  for (const element of task.getDOMElement().querySelectorAll<HTMLElement>("[data-talka-field]")) {
    const options = state.asked[Number(element.dataset.talkaField)];
    element.removeAttribute("data-talka-field");
    if (options === undefined) continue;
    const FieldClass = Object.hasOwn(kit().fields, options.type) ? kit().fields[options.type] : undefined;
    if (FieldClass === undefined) {
      kit().warn("field-unknown", options.type);
      new Bubble(element, "top-left").show(kit().say("classic.unsupported", { name: options.type }));
      continue;
    }
    const field = new FieldClass(task, options, element);
    state.fields.push(field);
    field.mount();
  }
  for (const field of state.fields) field.begin();
}

/** Links that our helpers made are opened by the app; held keys leave the browser its own ways. */
function followLinks(element: HTMLElement): void {
  for (const link of element.querySelectorAll<HTMLAnchorElement>("a.button[href]")) {
    link.addEventListener("click", (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      kit().openLink(link.href);
    });
  }
}
