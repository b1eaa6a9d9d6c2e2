import { isIPv4, isIPv6 } from "node:net";

const date = /^\d{4}-\d{2}-\d{2}$/;
const clock =
  /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?(?:[zZ]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const localPart = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/;
const uri = /^[a-z][a-z0-9+.-]{0,30}:[\x21-\x7e]{1,8000}$/i;

/** The formats that are checked; each takes time linear in its text. Any other format in a schema is refused. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  time: (text) => clock.test(text),
  "date-time": (text) =>
    /^[tT ]$/.test(text.slice(10, 11)) && isDate(text.slice(0, 10)) && clock.test(text.slice(11)),
  email(text) {
    const at = text.lastIndexOf("@");
    return localPart.test(text.slice(0, Math.max(at, 0))) && isHostName(text.slice(at + 1));
  },
  hostname: isHostName,
  ipv4: (text) => isIPv4(text),
  ipv6: (text) => isIPv6(text) && !text.includes("%"),
  uri: (text) => uri.test(text) && URL.canParse(text),
  uuid: (text) => uuid.test(text),
};

function isDate(text: string): boolean {
  if (!date.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  // A day that a month doesn't have would be taken for one of the next.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function isHostName(text: string): boolean {
  return text.length <= 253 && text.split(".").every((part) => label.test(part));
}
