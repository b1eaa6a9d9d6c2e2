export const plainExtra = { headers: [] as readonly string[], isHarmless: true };
export const requestExtras: readonly (typeof plainExtra)[] = [
  { headers: ["X-A: 1", "X-A: 2", "x-a: 3"], isHarmless: true },
  {
    headers: ["X-Forwarded-For: 6.6.6.6", "X-Real-IP: forged", "X-Zerq-Client-Id: forged"],
    isHarmless: true,
  },
  { headers: ["X-Request-ID: forged\tforged"], isHarmless: true },
  { headers: ["Host: forged.test"], isHarmless: false },
  { headers: ["X-A: a\r\n b"], isHarmless: false },
  { headers: ["X-A: a\nX-Forged: forged"], isHarmless: false },
  { headers: ["X-A: a\rX-Forged: forged"], isHarmless: false },
  { headers: ["X-A: a\0b"], isHarmless: false },
  { headers: ["X A: b"], isHarmless: false },
  { headers: [": b"], isHarmless: false },
  { headers: ["no colon"], isHarmless: false },
  { headers: [`X-Long: ${"a".repeat(40_000)}`], isHarmless: false },
  { headers: Array.from({ length: 120 }, (_, index) => `X-${index}: 1`), isHarmless: false },
];

export const requestPaths: readonly string[] = [
  "/../demo/accounts",
  "/%2e%2e/accounts",
  "/files/..%2f..%2fadmin",
  "/files/%5c..%5cadmin",
  "/files/a\\b",
  "//accounts",
  "/accounts;a=b",
  "/files/%252e%252e/x",
  "/files/%00",
  "/files/a b",
  "/files/a\tb",
  "/files/%c0%ae%c0%ae/x",
  "/accounts HTTP/1.1\r\nX-Forged: forged\r\n\r\nGET /x",
  "/accounts#x",
  "/files/%0d%0aX-Forged:%20forged",
  "/files/a/../../accounts",
  "/files/.",
  "/%61ccounts",
];

/** What stands behind the target instead of ` HTTP/1.1`. */
export const requestVersions: readonly string[] = [
  " HTTP/1.0",
  " HTTP/1.2",
  " HTTP/2.0",
  " HTTP/0.9",
  " http/1.1",
  " HTTP/1.1 ",
  "  HTTP/1.1",
  "\tHTTP/1.1",
  " HTTP/01.1",
  "",
];
