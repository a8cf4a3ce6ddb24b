import { useState } from "preact/hooks";
import { type Assignment, getAssignment } from "~/api";
import { Button } from "~/kit/Button";
import { t } from "~/kit/i18n";
import { useLoaded } from "~/kit/load";
import { Skeleton } from "~/kit/Spinner";
import { Failure } from "../Failure";
import { InstructionsDialog } from "../Instructions";
import { Page } from "../Page";
import { StatusBadge } from "../StatusBadge";
import { takeOver } from "../taken";

/** A page of tasks. */
export default function AssignmentPage({ id }: { id: string }) {
  const [taken] = useState(() => takeOver(id));
  const { data, error, reload } = useLoaded(
    (signal) => (taken ? Promise.resolve(taken) : getAssignment(id, signal)),
    id,
  );
  if (error !== undefined) return <Failure error={error} retry={reload} />;
  return data ? <Shown assignment={data} /> : <Skeleton shape="card" />;
}

function Shown({ assignment }: { assignment: Assignment }) {
  const [reading, setReading] = useState(false);
  return (
    <Page title={assignment.project_name} back={{ to: "/", words: t("app.toTasks") }}>
      <div class="row">
        <StatusBadge status={assignment.status} />
        <Button look="quiet" icon="info" onClick={() => setReading(true)}>
          {t("instructions.show")}
        </Button>
      </div>
      {reading && <InstructionsDialog html={assignment.instructions} onClose={() => setReading(false)} />}
    </Page>
  );
}
