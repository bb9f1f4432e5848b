import {
  type GraphiQLPlugin,
  useGraphiQL,
  useGraphiQLActions,
} from "@graphiql/react";
import { type Example, examples } from "./examples";

function Icon() {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5">
      <path d="M4 3h12v11H9l-4 4v-4H4z" strokeLinejoin="round" />
      <path d="M7 7h6M7 10h4" strokeLinecap="round" />
    </svg>
  );
}

function Examples() {
  const ready = useReady();
  const open = useOpenExample();
  return (
    <section aria-label="Examples" className="examples">
      <h2>Questions to start from</h2>
      <p>Choose one to see how it is asked, and its answer.</p>
      <ol>
        {examples.map((example) => (
          <li key={example.question}>
            <button type="button" disabled={!ready} onClick={() => open(example)}>
              {example.question}
            </button>
            <p>{example.explanation}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Whether there are editors to show a question and its answer; they load last. */
function useReady(): boolean {
  return useGraphiQL((state) => Boolean(state.queryEditor && state.responseEditor));
}

/** Show an example, in the tab that already holds it or else in a new one, and ask. */
function useOpenExample(): (example: Example) => void {
  const tabs = useGraphiQL((state) => state.tabs);
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const { addTab, changeTab, setOperationName, run } = useGraphiQLActions();
  return ({ name, operation }) => {
    const held = tabs.findIndex((tab) => tab.query === operation);
    if (held >= 0) {
      changeTab(held);
    } else {
      addTab();
      queryEditor?.setValue(operation);
    }
    // Otherwise learnt from the text, after a pause.
    setOperationName(name);
    run();
  };
}

/** The panel that lists the example operations. */
export const examplesPlugin: GraphiQLPlugin = {
  title: "Examples",
  icon: Icon,
  content: Examples,
};
