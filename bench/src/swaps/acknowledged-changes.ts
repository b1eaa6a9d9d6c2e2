import type { TestCaller } from "../../../apps/gateway/test/published-config.ts";
import type { CreatedClient, ManagementApi, Resource } from "../soak/management-api.ts";
import type { Target } from "./paced-load.ts";
import { type Rule, Subject } from "./subject.ts";

/** Old tokens that are still called: what was revoked must stay so. */
const OLD_TOKENS = 4;

export type AcknowledgedChanges = {
  targets(): readonly Target[];
  /** Makes one change and waits until it is applied. @returns whether every gateway has said so in time */
  next(): Promise<boolean>;
};

/** Published resources, and changes of them in turns: a token revoked, a route moved, a client killed or back, a header set. */
export async function prepareChanges(
  manage: ManagementApi,
  targetEndpoint: string,
): Promise<AcknowledgedChanges> {
  const marked = (value: number) => [
    { name: "X-Marker", direction: "response", op: "set", value: String(value) },
  ];
  let collection = await manage.create("collections", {
    name: "swapped",
    basePath: "/swapped",
    targetEndpoint,
    headers: marked(1),
    status: "published",
  });
  const route = { collectionId: collection.id, methods: ["GET"], targetPath: "/echo", status: "published" };
  await manage.create("proxies", { ...route, name: "stays", path: "/stays" });
  let moved = await manage.create("proxies", { ...route, name: "moves", path: "/moves/a" });
  const client = async (name: string): Promise<{ client: Resource; caller: TestCaller }> => {
    const body = { name, email: "swaps@example.com", collectionIds: [collection.id] };
    const { defaultProfile, ...created } = await manage.create<CreatedClient>("clients", body);
    const { id: profileId, token } = defaultProfile;
    return { client: created, caller: { clientId: created.id, profileId, token } };
  };
  const [steady, rotated, killed] = [await client("steady"), await client("rotated"), await client("killed")];

  const target = (name: string, path: string, caller: TestCaller, rule: Rule): Target => ({
    name,
    path: `/swapped${path}`,
    caller,
    subject: new Subject(rule),
  });
  const marker = target("marked", "/stays", steady.caller, { status: 200, marker: 1 });
  const places = [
    target("route at a", "/moves/a", steady.caller, { status: 200 }),
    target("route at b", "/moves/b", steady.caller, { status: 404 }),
  ];
  const kill = target("killed client", "/stays", killed.caller, { status: 200 });
  let tokens = [target("token 0", "/stays", rotated.caller, { status: 200 })];
  let [round, isActive] = [0, true];

  /** The rules are those of the subjects from now on; they count as in force when every gateway has applied the change. */
  async function change<T>(
    rules: readonly [Target, Rule][],
    call: () => Promise<{ body: T; isApplied: boolean }>,
  ): Promise<{ body: T; isApplied: boolean }> {
    for (const [{ subject }, rule] of rules) subject.begin(rule);
    const answer = await call();
    if (answer.isApplied) for (const [{ subject }] of rules) subject.applied();
    return answer;
  }

  const changes: (() => Promise<boolean>)[] = [
    async () => {
      const current = tokens.at(-1) as Target;
      const { body, isApplied } = await change([[current, { status: 401 }]], () =>
        manage.rotateApplied(rotated.caller.profileId),
      );
      const caller = { ...rotated.caller, token: body.token };
      const next = target(`token ${round}`, "/stays", caller, { status: isApplied ? 200 : 401 });
      if (!isApplied) next.subject.begin({ status: 200 });
      tokens = [...tokens, next].slice(-OLD_TOKENS);
      return isApplied;
    },
    async () => {
      const [from, to] = moved["path"] === "/moves/a" ? places : places.toReversed();
      const rules: [Target, Rule][] = [
        [from as Target, { status: 404 }],
        [to as Target, { status: 200 }],
      ];
      const path = moved["path"] === "/moves/a" ? "/moves/b" : "/moves/a";
      const answer = await change(rules, () => manage.patchApplied("proxies", moved, { path }));
      moved = answer.body;
      return answer.isApplied;
    },
    async () => {
      isActive = !isActive;
      const rule = { status: isActive ? 200 : 403 };
      const answer = await change([[kill, rule]], () =>
        manage.patchApplied("clients", killed.client, { active: isActive }),
      );
      killed.client = answer.body;
      return answer.isApplied;
    },
    async () => {
      const headers = marked(round);
      const answer = await change([[marker, { status: 200, marker: round }]], () =>
        manage.patchApplied("collections", collection, { headers }),
      );
      collection = answer.body;
      return answer.isApplied;
    },
  ];

  return {
    targets: () => [marker, ...places, kill, ...tokens],
    next() {
      round += 1;
      return (changes[round % changes.length] as () => Promise<boolean>)();
    },
  };
}
