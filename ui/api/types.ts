/** What the worker's API sends and takes. Fields that may be left out are optional; times are ISO 8601 with `Z`. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

export type AssignmentStatus = "ACTIVE" | "SUBMITTED" | "ACCEPTED" | "REJECTED" | "SKIPPED" | "EXPIRED";
export type Kind = "MAIN" | "TRAINING";
export type Gender = "MALE" | "FEMALE" | "OTHER";
export type Education = "BASIC" | "MIDDLE" | "HIGH";

export interface Profile {
  full_name?: string;
  country?: string;
  citizenship?: string;
  languages: string[];
  date_of_birth?: string;
  gender?: Gender;
  city?: string;
  education?: Education;
  adult_allowed: boolean;
}

/** What is left out stays as it was; null takes it back. */
export interface ProfileForm {
  full_name?: string | null;
  country?: string | null;
  citizenship?: string | null;
  languages?: string[];
  date_of_birth?: string | null;
  year_of_birth?: number | null;
  gender?: Gender | null;
  city?: string | null;
  education?: Education | null;
  adult_allowed?: boolean;
}

export interface RegistrationForm {
  login: string;
  password: string;
  invite?: string;
  profile?: ProfileForm;
}

export interface Session {
  user_id: string;
  token: string;
}

export interface SkillValue {
  id: string;
  name: string;
  value: number;
  training: boolean;
}

export interface Me {
  user_id: string;
  login: string;
  profile: Profile;
  balance: { available: number; on_review: number };
  skills: SkillValue[];
  unread_messages: number;
}

/** Why something is refused: a code for programs, words for people. */
export interface Reason {
  code: string;
  words: string;
}

/** A pool that the worker can take, or with `why_not` one that they cannot. */
export interface TaskItem {
  group: string;
  project_id: string;
  project_name: string;
  project_description?: string;
  requester_name: string;
  pool_id: string;
  kind: Kind;
  reward: number;
  assignment_max_duration_seconds: number;
  tasks_per_suite: number;
  auto_accept: boolean;
  review_days: number;
  training_required: boolean;
  active_assignment_ids: string[];
  adult: boolean;
  map: boolean;
  why_not?: Reason[];
  captcha_required?: boolean;
}

export interface Solution {
  output_values: JsonObject;
}

export interface Mistake {
  task_id: string;
  hint: string | null;
}

export interface PageTask {
  id: string;
  input_values: JsonObject;
}

/** An assignment as its worker sees it. */
export interface Assignment {
  id: string;
  status: AssignmentStatus;
  kind: Kind;
  pool_id: string;
  project_id: string;
  project_name: string;
  requester_name: string;
  now: string;
  created: string;
  expires: string;
  reward: number;
  bonus_total: number;
  input_spec: JsonObject;
  output_spec: JsonObject;
  tasks: PageTask[];
  mistakes: Mistake[];
  instructions?: string;
  view_spec?: JsonObject;
  submitted?: string;
  accepted?: string;
  rejected?: string;
  skipped?: string;
  expired?: string;
  review_until?: string;
  public_comment?: string;
  solutions?: Solution[];
  draft?: Json[];
  /** What addresses on the requester's own servers begin with, where they have some. */
  proxy_pass?: string;
}

/** What a submit came to; `next` and `why_not` only where the next page was asked for. */
export interface Submitted {
  assignment: Assignment;
  mistakes: Mistake[];
  next?: Assignment | null;
  why_not?: Reason | null;
}

export interface Point {
  task_suite_id: string;
  latitude: number;
  longitude: number;
  reward: number;
}

/** Which suite of a pool on a map to take. */
export type Choice = { task_suite_id: string } | { latitude: number; longitude: number };

export interface Page<Item> {
  items: Item[];
  has_more: boolean;
}

export interface Paging {
  before?: string | undefined;
  limit?: number | undefined;
}

export interface EarningLine {
  id: string;
  kind: "REWARD" | "BONUS";
  status: "ON_REVIEW" | "ACCEPTED" | "REJECTED";
  amount: number;
  time: string;
  assignment_id?: string;
  project_name?: string;
  title?: string;
  message?: string;
}

export interface Earnings extends Page<EarningLine> {
  totals: { available: number; on_review: number };
}

export interface Correspondent {
  role: "USER" | "REQUESTER" | "ADMINISTRATOR" | "SYSTEM";
  name?: string;
  myself?: boolean;
}

export interface Message {
  id: string;
  text: string;
  from: Correspondent;
  created: string;
}

/** A conversation; its messages are newest first. */
export interface Thread {
  id: string;
  topic: string;
  with: Correspondent;
  messages: Message[];
  has_more: boolean;
  unread: boolean;
  answerable: boolean;
  automatic: boolean;
  created: string;
  last_message: string;
  project_id?: string;
  pool_id?: string;
  assignment_id?: string;
}

export interface Captcha {
  captcha_id: string;
  kind: string;
  image: string;
  audio: string;
  expires: string;
  words: string;
  image_text: string;
  audio_text: string;
}

export interface Access {
  allowed: boolean;
  checks: { check: string; passed: boolean; words: string }[];
}

/** An uploaded file. `id` is the value of a `file` output field; `url` works until `url_expires`. */
export interface FileView {
  id: string;
  name: string;
  media_type: string;
  size: number;
  url: string;
  url_expires: string;
}

/** What the operator decided, as far as the app has to know it. */
export interface Settings {
  environment: string;
  registration_open: boolean;
  /** What money is called: a code such as EUR, or any word. */
  currency: string;
  classic_frame_url: string;
  tiles_url: string | null;
  tiles_attribution: string;
  max_attachment_bytes: number;
  attachment_types: string[];
}
