import { DOC_EXPLORER_PLUGIN } from "@graphiql/plugin-doc-explorer";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { useGraphiQL } from "@graphiql/react";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { useEffect } from "react";
import { examplesPlugin } from "./ExamplesPlugin";
import { examples } from "./examples";
import logo from "./favicon.svg";

const { host, pathname, protocol } = window.location;
const fetcher = createGraphiQLFetcher({
  url: pathname,
  subscriptionUrl: `${protocol === "https:" ? "wss:" : "ws:"}//${host}${pathname}`,
});
const tabs = examples.map(({ operation }) => ({ query: operation }));
const plugins = [examplesPlugin, HISTORY_PLUGIN];
const hasRoomForPanel = window.matchMedia("(width >= 1000px)").matches;

/** Has the operation's lines wrap, as the answer's do. */
function WrapLines() {
  const editor = useGraphiQL((state) => state.queryEditor);
  useEffect(() => {
    editor?.updateOptions({ wordWrap: "on", wrappingIndent: "indent" });
  }, [editor]);
  return null;
}

export function Page() {
  return (
    <>
      <header>
        <img src={logo} alt="" width="32" height="32" />
        <h1>ArmsGraph</h1>
        <p>U.S. security cooperation: who sold, reviewed and oversaw what, and who says so.</p>
        <a href="schema.graphql">Schema</a>
      </header>
      <main>
        <GraphiQL
          defaultTabs={tabs}
          defaultEditorToolsVisibility={false}
          fetcher={fetcher}
          plugins={plugins}
          referencePlugin={DOC_EXPLORER_PLUGIN}
          visiblePlugin={hasRoomForPanel ? examplesPlugin : undefined}
        >
          <GraphiQL.Logo>
            <span />
          </GraphiQL.Logo>
          <GraphiQL.Toolbar>
            {({ prettify, copy }) => (
              <>
                {prettify}
                {copy}
                <WrapLines />
              </>
            )}
          </GraphiQL.Toolbar>
        </GraphiQL>
      </main>
    </>
  );
}
