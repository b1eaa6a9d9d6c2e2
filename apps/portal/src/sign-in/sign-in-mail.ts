import type { Mail } from "../mail.ts";

/**
 * The mail with the link. The token is in the fragment, which browsers send to no server, and the base is PORTAL_BASE_URL:
 * the Host header of whoever asked has no say in it.
 */
export function signInMail(options: { to: string; baseUrl: string; token: string }): Mail {
  const link = `${options.baseUrl}/sign-in#${options.token}`;
  const host = new URL(options.baseUrl).host;
  const notes = [
    "The link works once, for 30 minutes. In another browser than the one you asked with, it also wants the code shown there.",
    "If you didn't ask for it, ignore this mail: nobody can sign in without the link.",
  ];
  return {
    to: options.to,
    subject: `Sign in to the developer portal at ${host}`,
    text: [`Open this link to sign in to the developer portal:`, link, ...notes].join("\n\n"),
    html: [
      "<p>Open this link to sign in to the developer portal:</p>",
      `<p><a href="${link}">Sign in to ${host}</a></p>`,
      ...notes.map((note) => `<p>${note}</p>`),
    ].join("\n"),
  };
}
