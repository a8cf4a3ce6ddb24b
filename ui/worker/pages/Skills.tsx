import { getMe, type SkillValue } from "~/api";
import { Badge } from "~/kit/Badge";
import { EmptyState } from "~/kit/EmptyState";
import { t } from "~/kit/i18n";
import { useLoaded } from "~/kit/load";
import { Skeleton } from "~/kit/Spinner";
import { Failure } from "../Failure";
import { Page } from "../Page";

/** The worker's values in skills that they may see. */
export default function Skills() {
  const { data, error, reload } = useLoaded(getMe);
  return (
    <Page title={t("skills.title")}>
      {!data && error !== undefined && <Failure error={error} retry={reload} />}
      {!data && error === undefined && <Skeleton shape="line" />}
      {data?.skills.length === 0 && (
        <EmptyState icon="skills" title={t("skills.empty")}>
          <p>{t("skills.empty.words")}</p>
        </EmptyState>
      )}
      {data && data.skills.length > 0 && (
        <>
          <p class="soft">{t("skills.words")}</p>
          <ul class="cards">
            {data.skills.map((skill) => (
              <Skill key={skill.id} skill={skill} />
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}

function Skill({ skill }: { skill: SkillValue }) {
  return (
    <li class="card stack-small">
      <div class="row row-apart">
        <h2 class="line-title" dir="auto">
          {skill.name}
        </h2>
        <strong>{t("skills.value", { n: skill.value })}</strong>
      </div>
      <svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="meter-whole" width="100" height="6" />
        <rect class="meter-part" width={skill.value} height="6" />
      </svg>
      {skill.training && (
        <div>
          <Badge icon="training">{t("skills.training")}</Badge>
        </div>
      )}
    </li>
  );
}
