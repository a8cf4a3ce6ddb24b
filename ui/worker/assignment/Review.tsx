import { useState } from "preact/hooks";
import type { Assignment } from "~/api";
import { Note } from "~/kit/Badge";
import { Button } from "~/kit/Button";
import { t } from "~/kit/i18n";
import { Time } from "~/kit/Shown";
import { appealUntil } from "../history/appealing";
import { StatusBadge } from "../StatusBadge";
import { AppealDialog } from "../WriteDialog";

/** What became of a page that was handed in, above its answers. */
export function Review({ assignment }: { assignment: Assignment }) {
  const [appealing, setAppealing] = useState(false);
  const at = assignment.rejected ?? assignment.accepted ?? assignment.submitted ?? assignment.expired;
  return (
    <div class="work-review">
      <StatusBadge status={assignment.status} />
      {at ? <Time at={at} /> : null}
      {assignment.public_comment ? <Note>{assignment.public_comment}</Note> : null}
      {appealUntil(assignment) ? (
        <Button look="quiet" onClick={() => setAppealing(true)}>
          {t("appeal.title")}
        </Button>
      ) : null}
      {appealing ? <AppealDialog assignmentId={assignment.id} onClose={() => setAppealing(false)} /> : null}
    </div>
  );
}
