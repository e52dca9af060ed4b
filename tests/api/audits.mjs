// Every audit of the graphql-http package against a running server, one line of JSON each:
// node audits.mjs ADDRESS TOKEN
import { createRequire } from "node:module";

const require = createRequire(new URL("../../visual/web/package.json", import.meta.url));
const { auditServer } = require("graphql-http");
const [url, token] = process.argv.slice(2);
const fetchFn = (to, options = {}) =>
  fetch(to, { ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } });

for (const { id, name, status, reason } of await auditServer({ url, fetchFn }))
  console.log(JSON.stringify({ id, name, status, reason }));
