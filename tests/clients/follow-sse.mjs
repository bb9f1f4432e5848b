// Follows a subscription with graphql-sse and prints each result on a line, so many of them:
// over a stream of its own, or over one that is reserved for all operations.
import { createClient } from "graphql-sse";

const [url, query, variables, count, streams] = process.argv.slice(2);
const client = createClient({
  url,
  retryAttempts: 20,
  retry: () => new Promise((resolve) => setTimeout(resolve, 100)),
  singleConnection: streams === "one",
});
const results = client.iterate({ query, variables: JSON.parse(variables) });
let left = Number(count);
for await (const result of results) {
  console.log(JSON.stringify(result));
  if (--left === 0) break;
}
client.dispose();
