/** The fields of the Handlebars bundle by their types. */
import { ButtonClickedField } from "./button-clicked";
import { CheckboxField, RadioField } from "./choice";
import type { FieldClass } from "./field";
import { FileField, PictureField } from "./file";
import { SelectField } from "./select";
import { SuggestField } from "./suggest";
import { InputField, TextareaField } from "./text";

export const FIELDS: Record<string, FieldClass> = {
  input: InputField,
  textarea: TextareaField,
  suggest: SuggestField,
  radio: RadioField,
  checkbox: CheckboxField,
  select: SelectField,
  file: FileField,
  "file-img": PictureField,
  "button-clicked": ButtonClickedField,
};
