import type { Assignment } from "~/api";
import { InstructionsDialog } from "../Instructions";
import { lazy } from "../Lazy";

const WriteDialog = lazy<import("../WriteDialog").WriteProps>(() => import("../WriteDialog"));

/** What can be opened over a page of tasks. */
export type Dialog = "instructions" | "message";

interface OpenedProps {
  assignment: Assignment;
  open: Dialog | undefined;
  close: () => void;
}

/** The instructions, or a letter to the requester about this page. */
export function Opened({ assignment, open, close }: OpenedProps) {
  if (open === "instructions") return <InstructionsDialog html={assignment.instructions} onClose={close} />;
  if (open === undefined) return null;
  return (
    <WriteDialog
      name={assignment.requester_name}
      project={assignment.project_name}
      about={{ assignment_id: assignment.id }}
      onClose={close}
    />
  );
}
