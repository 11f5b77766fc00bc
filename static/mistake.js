// Describes an exception of the page's program to its author.

// Interpreters name the program `<exec>` or `<stdin>`; its last line in the traceback raised.
const LINE = /File "(?:<exec>|<stdin>)", line (\d+)/g;

export const describe = ({ message = "" }) => {
  const line = [...message.matchAll(LINE)].at(-1)?.[1];
  return `${line ? `main.py, line ${line}: ` : ""}${message.trim().split("\n").at(-1)}`;
};
