/**
 * Requesters' scripts inherit in the old way, `TolokaTask.call(this, options)`, which a class refuses. So each
 * class of the API is a function with the methods of a class; `class X extends TolokaTask` works as well.
 */
export interface Callable<I extends object, O> {
  new (options: O): I;
  call(self: object, options: O): void;
  apply(self: object, options: [O] | IArguments): void;
  readonly prototype: I;
}

export function callable<I extends object, O>(
  name: string,
  methods: { readonly prototype: I },
  construct: (self: I, options: O) => void,
): Callable<I, O> {
  function toloka(this: I, options: O): void {
    construct(this, options);
  }
  toloka.prototype = methods.prototype;
  Object.defineProperty(toloka, "name", { value: name });
  for (const key of Object.getOwnPropertyNames(methods.prototype)) {
    // Mixed into other prototypes by `for … in`, methods have to be seen by it.
    Object.defineProperty(methods.prototype, key, { enumerable: key !== "constructor" });
  }
  Object.defineProperty(methods.prototype, "constructor", {
    value: toloka,
    writable: true,
    configurable: true,
  });
  return toloka as unknown as Callable<I, O>;
}
