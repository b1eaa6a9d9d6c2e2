import { ApiError } from "@zerq/ui/api-request";
import { ErrorState } from "@zerq/ui/error-state";
import { LoadingState } from "@zerq/ui/loading-state";
import { SignInFrame } from "@zerq/ui/sign-in-frame";
import { Route, Switch } from "wouter";
import { ClientsPage } from "./catalogue/clients-page.tsx";
import { CollectionPage } from "./catalogue/collection-page.tsx";
import { CollectionsPage } from "./catalogue/collections-page.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { PortalShell } from "./portal-shell.tsx";
import { AskPage } from "./sign-in/ask-page.tsx";
import { DeniedPage } from "./sign-in/denied-page.tsx";
import { LinkPage } from "./sign-in/link-page.tsx";
import { SentPage } from "./sign-in/sent-page.tsx";
import { UsagePage } from "./usage/usage-page.tsx";
import { useMe } from "./use-me.ts";

export function App() {
  return (
    <Switch>
      <Route path="/sign-in" component={LinkPage} />
      <Route path="/sign-in/sent" component={SentPage} />
      <Route component={SignedIn} />
    </Switch>
  );
}

/** Everything behind the sign-in; whoever isn't signed in finds the form here, at whatever address. */
function SignedIn() {
  const me = useMe();
  if (me.data === undefined) {
    if (me.isPending) return <LoadingState />;
    const { error } = me;
    if (error instanceof ApiError && error.code === "session_expired") return <AskPage />;
    if (error instanceof ApiError && error.code === "portal_access_denied") return <DeniedPage />;
    return (
      <SignInFrame title="The portal is not available">
        <ErrorState error={error} onRetry={() => void me.refetch()} />
      </SignInFrame>
    );
  }
  return (
    <PortalShell me={me.data}>
      <Switch>
        <Route path="/clients">
          <ClientsPage me={me.data} />
        </Route>
        {me.data.client === null && (
          <Route>
            <ClientsPage me={me.data} />
          </Route>
        )}
        <Route path="/usage" component={UsagePage} />
        <Route path="/" component={CollectionsPage} />
        <Route path="/collections/:id">{({ id }) => <CollectionPage id={id} me={me.data} />}</Route>
        <Route component={NotFoundPage} />
      </Switch>
    </PortalShell>
  );
}
