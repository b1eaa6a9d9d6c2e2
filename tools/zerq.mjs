// The `zerq` command line from a checkout: npm run -s zerq -- --help
import "./refuse-old-node.mjs";

import("./run-cli.mjs");
