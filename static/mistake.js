// Describes an exception of the page's program to its author.

// Interpreters call the program `<exec>` or `<stdin>`. The last of its lines is where it was.
const LINE = /File "(?:<exec>|<stdin>)", line (\d+)/g;

export const describe = ({ message = "" }) => {
  const line = [...message.matchAll(LINE)].at(-1)?.[1];
  return `${line ? `main.py, line ${line}: ` : ""}${message.trim().split("\n").at(-1)}`;
};
