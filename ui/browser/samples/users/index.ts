/** Everybody who completes a sample. */
import type { Samples } from "../place";
import { annotation } from "./annotation";
import { choices } from "./choices";
import { classic } from "./classic";
import { media } from "./media";
import { rest } from "./rest";

export const samples: Samples = { ...annotation, ...choices, ...classic, ...media, ...rest };
