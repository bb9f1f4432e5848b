// Follows a subscription with graphql-ws and prints each result on a line, so many of them.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, query, variables, count] = process.argv.slice(2);
const client = createClient({
  url,
  webSocketImpl: WebSocket,
  retryAttempts: 20,
  retryWait: () => new Promise((resolve) => setTimeout(resolve, 100)),
  shouldRetry: () => true,
});
const results = client.iterate({ query, variables: JSON.parse(variables) });
let left = Number(count);
for await (const result of results) {
  console.log(JSON.stringify(result));
  if (--left === 0) break;
}
await client.dispose();
