// Makes the inspector's own program the one that its page runs.

import { program } from "/static/interpreters.js";

program.address = new URL("main.py", import.meta.url).href;
