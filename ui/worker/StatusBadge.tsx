import type { AssignmentStatus } from "~/api";
import { Badge, type Tone } from "~/kit/Badge";
import { t } from "~/kit/i18n";
import type { IconName } from "~/kit/icons";

const LOOKS: Record<AssignmentStatus, [Tone, IconName]> = {
  ACTIVE: ["accent", "clock"],
  SUBMITTED: ["warn", "review"],
  ACCEPTED: ["good", "check"],
  REJECTED: ["bad", "close"],
  SKIPPED: ["plain", "next"],
  EXPIRED: ["plain", "clock"],
};

/** What became of a page of tasks. */
export function StatusBadge({ status }: { status: AssignmentStatus }) {
  const [tone, icon] = LOOKS[status];
  return (
    <Badge tone={tone} icon={icon}>
      {t(`assignment.${status}`)}
    </Badge>
  );
}
