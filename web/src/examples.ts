/**
 * One file of `web/examples`: the question on its first line, what to know in the rest
 * of the comment, then the operation, which is shown below its question.
 */
export interface Example {
  question: string;
  explanation: string;
  name: string;
  operation: string;
}

const files = import.meta.glob<string>("../examples/*.graphql", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The examples in the order of their file names. */
export const examples: Example[] = Object.keys(files)
  .sort()
  .map((path) => read(files[path] ?? ""));

function read(file: string): Example {
  const lines = file.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("#"));
  const [question = "", ...explanation] = lines
    .slice(0, end)
    .map((line) => line.slice(1).trim());
  const operation = [`# ${question}`, ...lines.slice(end)].join("\n");
  const name = /^query (\w+)/m.exec(operation)?.[1] ?? "";
  return { question, explanation: explanation.join(" ").trim(), name, operation };
}
