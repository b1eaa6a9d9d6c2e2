import { isSensitiveName, REDACTED } from "./sensitive-names.ts";

/** Tokens that are known by their form, wherever they stand: ours, JWTs, and what follows `Bearer` or `Basic`. */
const tokens =
  /zerq_tok_[0-9A-Za-z_]+|(?<![\w-])eyJ[\w-]{4,}\.[\w-]+(?:\.[\w-]*)?|\b(Bearer|Basic) +[^\s"'<>,;]+/gi;
const element = /<([\w:.-]{1,256})(\s[^<>]*)?>([^<]+)/g;
/** In JSON an ampersand may be escaped, and a backslash before a quote belongs to the text around the URL. */
const parameter = /([?&;#]|\\u0026)([^=&?;#\s]{1,256})=((?:[^&;#\s"'<>\\]|\\(?!["']|u0026))*)/gi;

/** Takes out what is a secret by its form. */
export function redactTokens(text: string): string {
  return text.replace(tokens, (_all, scheme?: string) =>
    scheme === undefined ? REDACTED : `${scheme} ${REDACTED}`,
  );
}

/** Takes out the values of sensitive parameters of URLs in a text, such as a `Location`. */
export function redactUrls(text: string, names: ReadonlySet<string>): string {
  return text.replace(parameter, (all, mark: string, name: string) =>
    isSecret(decoded(name), names) ? `${mark}${name}=${REDACTED}` : all,
  );
}

/** `application/x-www-form-urlencoded` (WHATWG URL section 5); a field may break off at the end. */
export function redactForm(text: string, names: ReadonlySet<string>): string {
  return text
    .split("&")
    .map((field) => {
      const end = field.indexOf("=");
      if (end === -1) return field;
      const name = field.slice(0, end);
      return isSecret(decoded(name), names) ? `${name}=${REDACTED}` : field;
    })
    .join("&");
}

/** XML: the text right inside of elements with a sensitive name, with their prefix left out of it. */
export function redactXml(text: string, names: ReadonlySet<string>): string {
  return text.replace(element, (all, name: string, attributes = "") => {
    const local = name.slice(name.indexOf(":") + 1);
    return isSecret(local, names) ? `<${name}${attributes}>${REDACTED}` : all;
  });
}

/** @param names of the route's own credential, in lower case */
export function isSecret(name: string, names: ReadonlySet<string>): boolean {
  return names.has(name.toLowerCase()) || isSensitiveName(name);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll("+", " "));
  } catch {
    return name;
  }
}
