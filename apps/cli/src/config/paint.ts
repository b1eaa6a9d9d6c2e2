import { styleText } from "node:util";

export type Colour = "green" | "red" | "yellow" | "dim" | "bold";
export type Paint = (colour: Colour, text: string) => string;

/** Colours for people at a terminal, plain text for everyone else (and for NO_COLOR, which Node reads itself). */
export function painter(stream: NodeJS.WriteStream): Paint {
  if (!stream.isTTY) return (_colour, text) => text;
  return (colour, text) => styleText(colour, text, { stream });
}
