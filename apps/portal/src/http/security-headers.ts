import type { RequestHandler } from "express";
import helmet from "helmet";

const self = "'self'";
const none = "'none'";

/**
 * Nothing inline, nothing from elsewhere, no framing. The pages' styles are files (packages/ui keeps the component library
 * from adding style elements), so that `style-src` needs no exception either.
 */
export function securityHeaders(https: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: [none],
        scriptSrc: [self],
        styleSrc: [self],
        imgSrc: [self],
        fontSrc: [self],
        connectSrc: [self],
        formAction: [self],
        baseUri: [none],
        frameAncestors: [none],
        objectSrc: [none],
      },
    },
    referrerPolicy: { policy: "no-referrer" },
    xFrameOptions: { action: "deny" },
    // On plain http the header says nothing; only the development stack runs so.
    strictTransportSecurity: https && { maxAge: 31_536_000, includeSubDomains: false },
  });
}
