/** Taking a suite, from wherever it is offered, and what its page needs to be there at once. */
import { signal } from "@preact/signals";
import { ApiError, type Assignment, type Choice, takeSuite } from "~/api";
import { navigate } from "~/kit/router";

/** A take that waits for a captcha. */
export const waiting = signal<{ poolId: string; choice: Choice | undefined } | null>(null);

/** The view that a take has just brought, for the page that shows it. */
let handed: Assignment | undefined;

/** Keep a view for the page of its assignment, which need not ask for it again. */
export function handOver(assignment: Assignment): void {
  handed = assignment;
}

/** The view that was kept for this assignment, once. */
export function takeOver(id: string): Assignment | undefined {
  const found = handed?.id === id ? handed : undefined;
  handed = undefined;
  return found;
}

/** Take a suite and go to its page; where a captcha stands before it, show that first. */
export async function take(poolId: string, choice?: Choice): Promise<void> {
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
