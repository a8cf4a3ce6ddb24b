import type { Assignment } from "~/api";

const DAYS = 7;

/** Until when a rejection can be appealed, while it can. */
export function appealUntil(assignment: Pick<Assignment, "status" | "rejected" | "now">): Date | undefined {
  if (assignment.status !== "REJECTED" || assignment.rejected === undefined) return undefined;
  const end = new Date(Date.parse(assignment.rejected) + DAYS * 86_400_000);
  return end > new Date(assignment.now) ? end : undefined;
}
