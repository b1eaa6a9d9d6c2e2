type ParameterType = {
  /** The value that a text stands for; undefined when it stands for none. */
  read(text: string): string | number | boolean | undefined;
  readonly message: string;
};

const integer = /^-?(?:0|[1-9]\d{0,15})$/;
const number = /^-?(?:0|[1-9]\d{0,20})(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?$/;

/** Numbers have one spelling, JSON's: an upstream might take `010` for eight. */
export const parameterTypes: Readonly<Record<"string" | "integer" | "number" | "boolean", ParameterType>> = {
  string: { read: (text) => text, message: "must be text" },
  integer: {
    read: (text) => (integer.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined),
    message: "must be an integer",
  },
  number: {
    read: (text) => (number.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined),
    message: "must be a number",
  },
  boolean: {
    read: (text) => (text === "true" ? true : text === "false" ? false : undefined),
    message: "must be true or false",
  },
};
