/** A control of the requester's own that writes a selected area's annotation. */
import type { Shape } from "./shapes";

export interface AnnotationHooks {
  createInterfaceElement(): HTMLElement;
  onShow(shape: Shape, element: Element): void;
}

export interface AnnotationInterface extends AnnotationHooks {
  readonly element: HTMLElement;
}

/** Hooks call each other by `this` and keep what they need on it, so the result inherits from them. */
export function createAnnotationInterface(hooks: AnnotationHooks): AnnotationInterface {
  const made = Object.create(hooks) as AnnotationHooks;
  const element = made.createInterfaceElement();
  return Object.assign(made, { element });
}
