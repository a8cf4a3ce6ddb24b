/** What a worker says of themselves, as a form holds it: all of it is text, nothing said is "". */
import type { Education, Gender, Profile, ProfileForm } from "~/api";

export interface About {
  full_name: string;
  country: string;
  citizenship: string;
  languages: string[];
  date_of_birth: string;
  gender: Gender | "";
  city: string;
  education: Education | "";
  adult_allowed: boolean;
}

export const NOTHING: About = {
  full_name: "",
  country: "",
  citizenship: "",
  languages: [],
  date_of_birth: "",
  gender: "",
  city: "",
  education: "",
  adult_allowed: false,
};

export function aboutOf(profile: Profile): About {
  return { ...NOTHING, ...profile };
}

/** What to send: nothing said takes back what was. */
export function formOf(about: About): ProfileForm {
  return {
    full_name: about.full_name.trim() || null,
    country: about.country || null,
    citizenship: about.citizenship || null,
    languages: about.languages,
    date_of_birth: about.date_of_birth || null,
    gender: about.gender || null,
    city: about.city.trim() || null,
    education: about.education || null,
    adult_allowed: about.adult_allowed,
  };
}
