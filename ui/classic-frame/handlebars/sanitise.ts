/**
 * `{{{x}}}` is for formatted text. Raw, it would let whoever wrote a task's data run code in the frame, so what
 * it prints goes through a sanitiser. Markup that a helper has made (a SafeString) is the requester's own and
 * stays as it is.
 */
import DOMPurify from "dompurify";
import type Handlebars from "handlebars";

type Environment = typeof Handlebars;

const HELPER = "talka-formatted";

export function sanitiseRawOutput(handlebars: Environment): void {
  const parse = handlebars.parse;
  // Everything is parsed here: markup, partials, and templates that scripts compile by themselves.
  handlebars.parse = (input, options) => {
    const ast = parse(input, options);
    rewriter(handlebars).accept(ast);
    return ast;
  };
  handlebars.registerHelper(HELPER, (value: unknown) => {
    if (value instanceof handlebars.SafeString) return value;
    return new handlebars.SafeString(clean(value));
  });
}

export function clean(value: unknown): string {
  if (value === undefined || value === null) return "";
  return DOMPurify.sanitize(String(value), { ADD_ATTR: ["target"] });
}

function rewriter(handlebars: Environment): Handlebars.Visitor {
  const visitor = new handlebars.Visitor();
  visitor.MustacheStatement = (mustache) => {
    if (mustache.escaped || isOurs(mustache)) return;
    const inner = argument(handlebars, mustache);
    Object.assign(mustache, {
      path: { ...path(mustache), parts: [HELPER], original: HELPER, depth: 0, data: false },
      params: [inner],
      hash: undefined,
    });
  };
  return visitor;
}

function isOurs(mustache: hbs.AST.MustacheStatement): boolean {
  return path(mustache).original === HELPER;
}

function path(mustache: hbs.AST.MustacheStatement): hbs.AST.PathExpression {
  return mustache.path as hbs.AST.PathExpression;
}

/** What is printed, as an argument: a path as it is, a helper's call as a sub-expression. */
function argument(handlebars: Environment, mustache: hbs.AST.MustacheStatement): hbs.AST.Expression {
  const { params, hash, loc } = mustache;
  const called = params.length > 0 || (hash?.pairs.length ?? 0) > 0;
  const helper = Object.hasOwn(handlebars.helpers, path(mustache).original);
  if (!called && !helper) return mustache.path;
  const call: hbs.AST.SubExpression = { type: "SubExpression", path: path(mustache), params, hash, loc };
  return call;
}

/** How the frame's own helpers write an attribute. */
export function attribute(handlebars: Environment, name: string, value: unknown): string {
  if (value === undefined || value === null || value === "") return "";
  return ` ${name}="${handlebars.escapeExpression(String(value))}"`;
}
