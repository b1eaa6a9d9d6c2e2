import { ApiError } from "@zerq/ui/api-request";
import { ErrorState } from "@zerq/ui/error-state";
import { LoadingState } from "@zerq/ui/loading-state";
import { SignInFrame } from "@zerq/ui/sign-in-frame";
import { Route, Switch } from "wouter";
import { AuditPage } from "./audit/audit-page.tsx";
import { ConsoleShell } from "./console-shell.tsx";
import { GatewaysPage } from "./gateways/gateways-page.tsx";
import { NoRolePage } from "./no-role-page.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { OverviewPage } from "./overview-page.tsx";
import { RequestLogsPage } from "./request-logs/request-logs-page.tsx";
import { SignInPage } from "./sign-in-page.tsx";
import { useMe } from "./use-me.ts";

export function App() {
  const me = useMe();
  if (me.data === undefined) {
    if (me.isPending) return <LoadingState />;
    const { error } = me;
    if (error instanceof ApiError && error.status === 401) return <SignInPage />;
    if (error instanceof ApiError && error.status === 403) return <NoRolePage />;
    return (
      <SignInFrame title="The console is not available">
        <ErrorState error={error} onRetry={() => void me.refetch()} />
      </SignInFrame>
    );
  }
  const user = me.data;
  return (
    <ConsoleShell me={user}>
      <Switch>
        <Route path="/">
          <OverviewPage me={user} />
        </Route>
        <Route path="/gateways">
          <GatewaysPage />
        </Route>
        <Route path="/logs">
          <RequestLogsPage me={user} />
        </Route>
        <Route path="/audit">
          <AuditPage />
        </Route>
        <Route component={NotFoundPage} />
      </Switch>
    </ConsoleShell>
  );
}
