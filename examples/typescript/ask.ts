// Every sale that DTSA reviewed under Duffey's office, page by page, with types.
// Usage: node build/ask.js [ADDRESS]

import { print } from "graphql";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { SalesReviewedDocument, type SalesReviewedQuery } from "./client/graphql.js";

const ADDRESS = process.argv[2] ?? "http://127.0.0.1:8000/graphql";
const PAGE = 10;

async function ask<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await fetch(ADDRESS, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const answer = (await response.json()) as { data?: Data; errors?: { message: string }[] };
  if (!answer.data || answer.errors) {
    throw new Error(answer.errors?.map((error) => error.message).join("\n") ?? response.statusText);
  }
  return answer.data;
}

let after: string | null = null;
do {
  const { salesReviewed: page }: SalesReviewedQuery = await ask(SalesReviewedDocument, {
    by: "agency:dtsa",
    under: "official:michael-p-duffey",
    first: PAGE,
    after,
  });
  for (const sale of page.nodes) {
    console.log([sale.day, sale.partner.name, sale.title].join("\t"));
  }
  after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
} while (after !== null);
