// `npm start`: sets up what is missing and brings the whole product up; packages/dev-stack/src/launcher does the rest.
import "./refuse-old-node.mjs";

import("./start-launcher.mjs");
