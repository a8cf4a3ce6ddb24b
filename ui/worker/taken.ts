/** Taking a suite, from wherever it is offered, and what its page needs to be there at once. */
import { signal } from "@preact/signals";
import { ApiError, type Assignment, type Choice, getAssignment, takeSuite } from "~/api";
import { match, navigate } from "~/kit/router";
import { AssignmentPage } from "./AssignmentPage";

/** A take that waits for a captcha. */
export const waiting = signal<{ poolId: string; choice: Choice | undefined } | null>(null);

/** The view that a take has just brought, or that is on its way, for the page that shows it. */
let handed: { id: string; view: Assignment | Promise<Assignment> } | undefined;

/** Keep a view for the page of its assignment, which need not ask for it again. */
export function handOver(assignment: Assignment): void {
  handed = { id: assignment.id, view: assignment };
}

/** Where the app is opened at an assignment, its view is asked for together with everything else. */
export function askEarly(path: string): void {
  const id = match("/assignments/:id", path)?.id;
  if (id === undefined) return;
  const view = getAssignment(id);
  handed = { id, view };
  // Whoever shows it by then hears of it; who comes later, after a log-in say, asks anew.
  view.catch(() => {
    if (handed?.view === view) handed = undefined;
  });
}

/** The view that was kept for this assignment, or is on its way, once. */
export function takeOver(id: string): Assignment | Promise<Assignment> | undefined {
  const found = handed?.id === id ? handed.view : undefined;
  handed = undefined;
  return found;
}

/** Take a suite and go to its page; where a captcha stands before it, show that first. */
export async function take(poolId: string, choice?: Choice): Promise<void> {
  AssignmentPage.preload();
  try {
    const assignment = await takeSuite(poolId, choice);
    waiting.value = null;
    handOver(assignment);
    navigate(`/assignments/${encodeURIComponent(assignment.id)}`);
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "CAPTCHA_REQUIRED")) throw error;
    waiting.value = { poolId, choice };
  }
}
