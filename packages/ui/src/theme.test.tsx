import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from "@mantine/core";
import { expect, it } from "vitest";
import { theme } from "./theme.tsx";

type Variables = Record<string, string>;

/**
 * The component library would add the theme's variables as a style element, which a strict `style-src` refuses; so they
 * are a file. `npm test -- packages/ui -u` writes it anew after a change of the theme.
 */
it("has every variable of the theme in theme.css", async () => {
  const standard = defaultCssVariablesResolver(DEFAULT_THEME);
  const own = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
  const css = convertCssVariables({
    variables: changed(own.variables, standard.variables),
    light: changed(own.light, standard.light),
    dark: changed(own.dark, standard.dark),
  });
  await expect(`/* Generated from theme.tsx by theme.test.tsx. */\n${formatted(css)}`).toMatchFileSnapshot(
    "theme.css",
  );
});

function changed(own: Variables, standard: Variables): Variables {
  return Object.fromEntries(Object.entries(own).filter(([name, value]) => standard[name] !== value));
}

/** In the form that the formatter leaves as it is. */
function formatted(css: string): string {
  const blocks = [...css.matchAll(/([^{}]+)\{([^}]*)\}/g)].map(([, selectors = "", body = ""]) => {
    const heads = selectors.trim().split(/,\s*/).join(",\n");
    const lines = body.split(";").filter((line) => line.trim() !== "");
    return `${heads} {\n${lines.map((line) => `  ${line.trim()};\n`).join("")}}\n`;
  });
  return blocks.join("\n");
}
