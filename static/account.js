// Makes the account page's own program the one that it runs.

import { program, root } from "./interpreters.js";

program.address = `${root}account.py`;
