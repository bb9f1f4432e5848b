import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./page.css";
import { createRoot } from "react-dom/client";
import { Page } from "./Page";

createRoot(document.getElementById("page")!).render(<Page />);
