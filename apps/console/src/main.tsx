import "@zerq/ui/styles.css";
import "./styles.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { AppProvider } from "@zerq/ui/app-provider";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { createQueryClient } from "./query-client.ts";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <AppProvider productName="Zerq console">
        <App />
      </AppProvider>
    </QueryClientProvider>
  </StrictMode>,
);
