import { useMemo } from "preact/hooks";
import type { Education, Gender } from "~/api";
import { Button } from "~/kit/Button";
import { Check, Select, TextField } from "~/kit/Field";
import { language, t } from "~/kit/i18n";
import { fieldWords } from "../words";
import type { About } from "./about";
import { COUNTRIES, LANGUAGES, languageName, named } from "./codes";

interface Props {
  about: About;
  onAbout: (about: About) => void;
  /** What the server said of the fields. */
  error: unknown;
}

/** The fields of a profile; all of them may be left empty. */
export function AboutFields({ about, onAbout, error }: Props) {
  const set = (part: Partial<About>) => onAbout({ ...about, ...part });
  const shown = language();
  const countries = useMemo(() => [notSaid(), ...named(COUNTRIES, "region")], [shown]);
  return (
    <>
      <TextField
        label={t("profile.full_name")}
        autocomplete="name"
        maxLength={255}
        value={about.full_name}
        error={fieldWords(error, "full_name")}
        onValue={(full_name) => set({ full_name })}
      />
      <div class="columns">
        <Select
          label={t("profile.country")}
          options={countries}
          value={about.country}
          error={fieldWords(error, "country")}
          onValue={(country) => set({ country })}
        />
        <Select
          label={t("profile.citizenship")}
          options={countries}
          value={about.citizenship}
          error={fieldWords(error, "citizenship")}
          onValue={(citizenship) => set({ citizenship })}
        />
        <TextField
          label={t("profile.city")}
          autocomplete="address-level2"
          maxLength={255}
          value={about.city}
          error={fieldWords(error, "city")}
          onValue={(city) => set({ city })}
        />
        <TextField
          label={t("profile.date_of_birth")}
          type="date"
          autocomplete="bday"
          value={about.date_of_birth}
          error={fieldWords(error, "date_of_birth")}
          onValue={(date_of_birth) => set({ date_of_birth })}
        />
        <Select<Gender | "">
          label={t("profile.gender")}
          options={genders()}
          value={about.gender}
          onValue={(gender) => set({ gender })}
        />
        <Select<Education | "">
          label={t("profile.education")}
          options={educations()}
          value={about.education}
          onValue={(education) => set({ education })}
        />
      </div>
      <Languages
        chosen={about.languages}
        error={fieldWords(error, "languages")}
        onChosen={(languages) => set({ languages })}
      />
      <Check
        label={t("profile.adult")}
        checked={about.adult_allowed}
        onChecked={(adult_allowed) => set({ adult_allowed })}
      />
    </>
  );
}

function notSaid(): ["", string] {
  return ["", t("profile.notSaid")];
}

function genders(): (readonly [Gender | "", string])[] {
  return [
    notSaid(),
    ...(["FEMALE", "MALE", "OTHER"] as const).map((one) => [one, t(`profile.gender.${one}`)] as const),
  ];
}

function educations(): (readonly [Education | "", string])[] {
  const levels = ["BASIC", "MIDDLE", "HIGH"] as const;
  return [notSaid(), ...levels.map((one) => [one, t(`profile.education.${one}`)] as const)];
}

interface LanguagesProps {
  chosen: string[];
  error: string | undefined;
  onChosen: (codes: string[]) => void;
}

/** Languages in the order of preference: texts that were written in several are shown in the first. */
function Languages({ chosen, error, onChosen }: LanguagesProps) {
  const shown = language();
  const all = useMemo(() => named(LANGUAGES, "language"), [shown]);
  const rest = all.filter(([code]) => !chosen.includes(code));
  return (
    <fieldset class="stack-small">
      <legend class="label">{t("profile.languages")}</legend>
      {chosen.length === 0 && <p class="soft">{t("profile.languages.none")}</p>}
      <ul class="row tags">
        {chosen.map((code) => (
          <li key={code} class="tag">
            {languageName(code)}
            <Button
              look="plain"
              icon="close"
              label={t("profile.languages.remove", { language: languageName(code) })}
              onClick={() => onChosen(chosen.filter((one) => one !== code))}
            />
          </li>
        ))}
      </ul>
      <Select
        label={t("profile.languages.add")}
        options={[["", "…"], ...rest]}
        value=""
        error={error}
        onValue={(code) => code && onChosen([...chosen, code])}
      />
    </fieldset>
  );
}
