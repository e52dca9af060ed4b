// Follows a subscription with the graphql-ws and graphql-sse packages, a line of JSON for each thing told:
// node followers.mjs ADDRESS TOKEN DOCUMENT VARIABLES
import { createRequire } from "node:module";

const require = createRequire(new URL("../../visual/web/package.json", import.meta.url));
const { createClient: overSocket } = require("graphql-ws");
const { createClient: overEvents } = require("graphql-sse");
const [address, token, query, variables] = process.argv.slice(2);
const authorization = `Bearer ${token}`;
const clients = {
  "graphql-ws": overSocket({
    url: `${address.replace("http", "ws")}/graphql/stream`,
    webSocketImpl: require("ws"),
    connectionParams: { authorization },
    retryAttempts: 0,
  }),
  "graphql-sse": overEvents({
    url: `${address}/graphql/stream`,
    headers: { authorization },
    retryAttempts: 0,
  }),
};

for (const [client, one] of Object.entries(clients)) {
  const say = (what) => console.log(JSON.stringify({ client, ...what }));
  one.subscribe(
    { query, variables: JSON.parse(variables) },
    {
      next: (told) => say({ told }),
      error: (wrong) => say({ wrong: String(wrong.message ?? JSON.stringify(wrong)) }),
      complete: () => (say({ complete: true }), one.dispose()),
    },
  );
}
