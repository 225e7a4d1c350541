import "virtual:tokens.css";
import "./theme/base.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "./app/session";
import "./app/theme";
import { UpdateNotice } from "./app/UpdateNotice";
import { router } from "./routes";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
      <UpdateNotice />
    </QueryClientProvider>
  </StrictMode>,
);
