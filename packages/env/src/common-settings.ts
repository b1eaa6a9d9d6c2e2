import { integer, oneOf, text } from "./kinds.ts";
import { setting } from "./settings.ts";

/** What every service has; each spreads them into its own. */
export const commonSettings = {
  NODE_ENV: setting(text, { description: "`production` tightens defaults.", default: "development" }),
  LOG_LEVEL: setting(oneOf(["debug", "info", "warn", "error"]), {
    description: "Least level that is logged.",
    default: "info",
  }),
  ZERQ_DEPLOYMENT_ID: setting(text, {
    description: "Names this deployment in signatures and encryption.",
    default: "default",
  }),
  ZERQ_BIND_ADDRESS: setting(text, { description: "Address to listen on.", default: "0.0.0.0" }),
  ZERQ_PORT_OFFSET: setting(integer(0, 50_000), { description: "Added to every port.", default: "0" }),
} as const;
