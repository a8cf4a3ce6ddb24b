import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { Value } from "~/template/engine/config";
import { isEqual, isObject } from "~/template/engine/json";
import { type Props, plugin } from "~/template/engine/schema";
import { type Scope, steady } from "~/template/engine/scope";
import { contains, LOCATION_UNKNOWN, type Task } from "~/template/engine/task";

const LOCATION_PATIENCE = 10_000;

export const schema = plugin({
  type: "plugin.trigger",
  props: {
    action: { kind: "template" },
    onChangeOf: {},
    condition: { kind: "template" },
    fireImmediately: { default: false },
  },
  start: (props, scope, task) => new Trigger(props, scope, task).start(),
});

class Trigger {
  readonly #observed: ReadonlySignal<unknown>;
  readonly #inside: Scope;

  constructor(
    private readonly props: Props,
    scope: Scope,
    private readonly task: Task,
  ) {
    this.#observed = steady(() => props.onChangeOf);
    this.#inside = scope.within({ locals: this.#locals(scope), owner: this.#owner() });
  }

  start(): () => void {
    let last = this.#observed.peek();
    const stop = effect(() => {
      const next = this.#observed.value;
      if (isEqual(next, last)) return;
      last = next;
      untracked(() => this.task.afterwards(() => this.#fire(false)));
    });
    const cancel = this.props.fireImmediately === true ? this.#atOnce() : () => {};
    return () => {
      stop();
      cancel();
    };
  }

  #fire(isAutomatic: boolean): void {
    const condition = this.props.condition as Value | undefined;
    if (condition !== undefined && !this.#inside.checkOf(condition).passed) return;
    const action = this.#inside.actionOf(this.props.action as Value | undefined);
    if (!action) return;
    if (isAutomatic) this.task.dispatchUntouched(action);
    else action.dispatch();
  }

  /** The run at the start. One that writes the position waits until that is known, refused, or long in coming. */
  #atOnce(): () => void {
    const run = () => this.task.afterwards(() => this.#fire(true));
    const needsLocation = contains(this.props.action as Value | undefined, "@toloka/data.location");
    if (!needsLocation || this.task.location.peek() !== LOCATION_UNKNOWN) {
      run();
      return () => {};
    }
    let isOver = false;
    const once = () => {
      if (isOver) return;
      isOver = true;
      run();
    };
    const timer = setTimeout(once, LOCATION_PATIENCE);
    const stop = effect(() => {
      if (this.task.location.value !== LOCATION_UNKNOWN) untracked(once);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }

  #locals(scope: Scope): ReadonlySignal<unknown> {
    return steady(() => {
      const seen = this.#observed.value;
      const outer = scope.locals.value;
      return isObject(seen) ? { ...(isObject(outer) ? outer : {}), ...seen } : seen;
    });
  }

  #owner() {
    const observed = this.#observed;
    return {
      get value() {
        return observed.value;
      },
      props: {},
      memory: signal(undefined),
    };
  }
}
