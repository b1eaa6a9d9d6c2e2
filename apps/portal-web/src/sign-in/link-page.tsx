import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError } from "@zerq/ui/api-request";
import { ErrorState } from "@zerq/ui/error-state";
import { SignInFrame } from "@zerq/ui/sign-in-frame";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { portalApi } from "../portal-api.ts";
import { AskPage } from "./ask-page.tsx";
import { forgetLinkToken, useLinkToken } from "./link-token.ts";
import { UsedLinkPage } from "./used-link-page.tsx";

/** Where the mail's link leads: nothing happens until the button is pressed, since mail scanners open links too. */
export function LinkPage() {
  const token = useLinkToken();
  return token === undefined ? <AskPage /> : <OpenLinkPage key={token} token={token} />;
}

function OpenLinkPage({ token }: { token: string }) {
  const [code, setCode] = useState("");
  const [codeWanted, setCodeWanted] = useState(false);
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const open = useMutation({
    mutationFn: () => portalApi.openLink(token, codeWanted ? code : undefined),
    async onSuccess() {
      // What the page knows may be of another address.
      await queries.resetQueries();
      navigate("/", { replace: true });
      forgetLinkToken();
    },
    onError: (error) => setCodeWanted((wanted) => wanted || codeProblemOf(error) !== undefined),
  });
  const codeProblem = codeProblemOf(open.error);
  if (open.error instanceof ApiError && open.error.status === 401) return <UsedLinkPage />;

  function submit(event: FormEvent) {
    event.preventDefault();
    open.mutate();
  }

  return (
    <SignInFrame title="Sign in">
      <Text c="dimmed">
        {codeWanted
          ? "This is another browser than the one you asked for the link with. Enter the code shown there."
          : "Press the button to sign in to the developer portal. The link works once."}
      </Text>
      <form onSubmit={submit}>
        <Stack gap="md">
          {codeWanted && <CodeInput value={code} onChange={setCode} isWrong={codeProblem === "wrong"} />}
          {open.isError && codeProblem === undefined && <ErrorState error={open.error} />}
          <Button type="submit" loading={open.isPending}>
            {codeWanted ? "Continue" : "Sign in"}
          </Button>
        </Stack>
      </form>
    </SignInFrame>
  );
}

type CodeInputProps = { value: string; onChange(value: string): void; isWrong: boolean };

/** The short code; it appears in answer to the button, so it takes the focus. */
function CodeInput({ value, onChange, isWrong }: CodeInputProps) {
  return (
    <TextInput
      label="Code"
      name="code"
      autoComplete="one-time-code"
      autoCapitalize="characters"
      spellCheck={false}
      required
      withAsterisk={false}
      autoFocus
      maxLength={12}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={isWrong ? "This is not the code shown where you asked." : undefined}
    />
  );
}

/** Whether a refusal is about the code: `required`, `wrong`, or undefined. */
function codeProblemOf(error: unknown): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.details.find(({ path }) => path === "code")?.code;
}
