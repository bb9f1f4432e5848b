"""Every sale that DTSA reviewed under Duffey's office, page by page, with types.

Usage: python ask.py [ADDRESS]
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator

from armsgraph_client import Client, SalesReviewedSalesReviewedNodes

ADDRESS = "http://127.0.0.1:8000/graphql"
PAGE = 10


async def sales(client: Client) -> AsyncIterator[SalesReviewedSalesReviewedNodes]:
    """The sales, the next page as soon as one is read."""
    after: str | None = None
    while True:
        answer = await client.sales_reviewed(
            by="agency:dtsa",
            under="official:michael-p-duffey",
            first=PAGE,
            after=after,
        )
        page = answer.sales_reviewed
        for sale in page.nodes:
            yield sale
        if not page.page_info.has_next_page:
            return
        after = page.page_info.end_cursor


async def main(address: str) -> None:
    """Print a line per sale."""
    async with Client(address) as client:
        async for sale in sales(client):
            print(sale.day, sale.partner.name, sale.title, sep="\t")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:] or [ADDRESS]))
