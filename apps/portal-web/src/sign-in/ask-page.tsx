import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { ApiError } from "@zerq/ui/api-request";
import { ErrorState } from "@zerq/ui/error-state";
import { SignInFrame } from "@zerq/ui/sign-in-frame";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { portalApi } from "../portal-api.ts";

/** Asks for a sign-in link. What it shows afterwards is the same for every address. */
export function AskPage() {
  const [email, setEmail] = useState("");
  const [, navigate] = useLocation();
  const ask = useMutation({
    mutationFn: () => portalApi.askForLink(email.trim()),
    onSuccess: () => navigate("/sign-in/sent", { state: { email: email.trim() } }),
  });
  const malformed = ask.error instanceof ApiError && ask.error.code === "validation_failed";

  function submit(event: FormEvent) {
    event.preventDefault();
    ask.mutate();
  }

  return (
    <SignInFrame title="Sign in">
      <Text c="dimmed">
        Enter the address you were given access with. You get a mail with a link; there is no password.
      </Text>
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label="E-mail address"
            type="email"
            name="email"
            autoComplete="email"
            required
            withAsterisk={false}
            maxLength={254}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={malformed ? "This is not an e-mail address." : undefined}
          />
          {ask.isError && !malformed && <ErrorState error={ask.error} />}
          <Button type="submit" loading={ask.isPending}>
            Send me a link
          </Button>
        </Stack>
      </form>
    </SignInFrame>
  );
}
