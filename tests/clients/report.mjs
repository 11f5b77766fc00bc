// What a program gets from its test, and what it hands back: JSON in, JSON out.

import { argv } from "node:process";

export const settings = JSON.parse(argv[2]);

/** Print what happened; the test decides whether that is right. */
export function report(steps) {
  console.log(JSON.stringify(steps));
}

/** Give the failure of what must not succeed, as far as a test can compare it. */
export async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    const { error: oauth, code, message } = error;
    return { name: error.constructor.name, error: oauth, code, message };
  }
  return null;
}
