import { listMember, member, objectMember, textMember } from "../json-value.ts";
import { pointerTo } from "../pointer.ts";
import type { Problems } from "./problems.ts";

export type ImportedServer = {
  description: string;
  /** With its variables' defaults; null for one that can't be a collection's target. */
  url: string | null;
};

const MOST = 50;

/** The servers of a document, in its order. */
export function importServers(root: unknown, problems: Problems): ImportedServer[] {
  return listMember(root, "servers")
    .slice(0, MOST)
    .map((server, index) => {
      const url = targetOf(textMember(server, "url") ?? "", objectMember(server, "variables"));
      if (url === null) problems.add("server_unusable", pointerTo("#", "servers", index));
      return { description: (textMember(server, "description") ?? "").slice(0, 200), url };
    });
}

function targetOf(template: string, variables: object): string | null {
  const text = template.replaceAll(/\{([^{}]{1,100})\}/g, (all, name: string) => {
    const value = member(member(variables, name), "default");
    return typeof value === "string" ? value : all;
  });
  if (text.length > 2_048 || /[\s{}]/.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "" || url.username !== "")
    return null;
  return text.replace(/\/+$/, "");
}
