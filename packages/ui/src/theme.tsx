import { createTheme, type MantineThemeOverride } from "@mantine/core";

/**
 * One look for console and portal. The shades are chosen for contrast: white on the filled colour is above 4.5 : 1 in the
 * light and the dark scheme (WCAG 2.2, 1.4.3). theme.css is generated from this; see theme.test.tsx.
 */
export const theme: MantineThemeOverride = createTheme({
  primaryColor: "indigo",
  primaryShade: { light: 7, dark: 8 },
  defaultRadius: "md",
  colors: {
    // From text to the darkest ground, with a little blue in it; the library's own are plain greys.
    dark: [
      "#d5dae1",
      "#b7bec9",
      "#9aa3b0",
      "#76808e",
      "#414957",
      "#303641",
      "#262c35",
      "#1b1f26",
      "#14171c",
      "#0e1014",
    ],
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  headings: { fontWeight: "650" },
});
