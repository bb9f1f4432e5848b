// @neo4j/graphql over the benchmark's Neo4j, on $PORT.
//
// Fastify with Mercurius answered fastest; Yoga took up to a quarter longer.

import { readFileSync } from "node:fs";
import { Neo4jGraphQL } from "@neo4j/graphql";
import Fastify from "fastify";
import mercurius from "mercurius";
import neo4j from "neo4j-driver";

const { NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD, NEO4J_DATABASE, PORT } = process.env;
const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USER, NEO4J_PASSWORD), {
  telemetryDisabled: true,
});
const typeDefs = readFileSync(new URL("types.graphql", import.meta.url), "utf8");
const features = { filters: { String: { GTE: true } } };
const schema = await new Neo4jGraphQL({ typeDefs, driver, features }).getSchema();

const app = Fastify();
await app.register(mercurius, {
  schema,
  context: () => ({ sessionConfig: { database: NEO4J_DATABASE } }),
});
app.get("/readyz", async () => ({}));
await app.listen({ port: Number(PORT), host: "127.0.0.1" });
process.on("SIGTERM", () => process.exit(0));
