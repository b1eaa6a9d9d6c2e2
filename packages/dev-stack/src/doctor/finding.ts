/** One thing that was looked at. `bad` keeps Zerq from working; `note` is worth knowing. */
export type Finding = { state: "good" | "note" | "bad"; text: string };

export const good = (text: string): Finding => ({ state: "good", text });
export const note = (text: string): Finding => ({ state: "note", text });
export const bad = (text: string): Finding => ({ state: "bad", text });
