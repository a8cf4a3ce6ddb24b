/** Why a part of an interface is not shown: it asks for too much. */
export default {
  "template.tooDeep": "it is nested too deeply",
  "template.tooManyParts": "its references multiply to too many parts",
  "template.tooMany": "a page can have at most {n} parts",
  "template.tooLong": "working it out takes too long",
  "template.tooLarge": "it makes a text or a list of more than {n} parts",
  "template.unchecked": "This answer cannot be checked: {reason}",
  "template.pattern.long": "a pattern is tried on a text of more than {n} characters",
  "template.pattern.costly": "the pattern {pattern} takes too long on this text",
};
