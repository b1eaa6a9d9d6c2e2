import { MantineProvider } from "@mantine/core";
import { createContext, type ReactNode, useContext } from "react";
import { theme } from "./theme.tsx";

const ProductName = createContext("Zerq");

/** What this web interface is called, for titles. */
export function useProductName(): string {
  return useContext(ProductName);
}

/**
 * The frame of every page. No styles are added at run time (theme and classes are in styles.css), so that the pages run
 * under a `style-src` without exceptions; of the library's components, AppShell, Grid, SimpleGrid, Flex, and responsive
 * style props would add some, and are not used.
 */
export function AppProvider({ productName, children }: { productName: string; children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <ProductName value={productName}>{children}</ProductName>
    </MantineProvider>
  );
}
