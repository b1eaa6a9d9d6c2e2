import type { TestCaller } from "../../../apps/gateway/test/published-config.ts";
import type { Applied, ManagementApi } from "../soak/management-api.ts";
import type { Target } from "./paced-load.ts";
import { type Rule, Subject } from "./subject.ts";
import { BASE_PATH, markedWith, type SwappedResources } from "./swapped-resources.ts";

/** Old tokens that are still called: what was revoked must stay so. */
const OLD_TOKENS = 4;

function target(name: string, path: string, caller: TestCaller, rule: Rule): Target {
  return { name, path: BASE_PATH + path, caller, subject: new Subject(rule) };
}

const slowly = ({ name }: Target) => ({ name: `${name}, slow`, path: `${BASE_PATH}/slow` });

/** What is to be in force from now on; it counts as such when every gateway has applied the change. */
async function change<T>(
  rules: readonly [Target, Rule][],
  call: () => Promise<Applied<T>>,
): Promise<Applied<T>> {
  for (const [{ subject }, rule] of rules) subject.begin(rule);
  const answer = await call();
  if (answer.isApplied) for (const [{ subject }] of rules) subject.applied();
  return answer;
}

/** Changes in turns, each waited for until it is applied: a token revoked, a route moved, a client killed or back, a header set. */
export class AcknowledgedChanges {
  readonly #manage: ManagementApi;
  readonly #resources: SwappedResources;
  readonly #marked: Target;
  readonly #killed: Target;
  #at: Target;
  #awayFrom: Target;
  #tokens: Target[];
  #isActive = true;
  #round = 0;

  constructor(manage: ManagementApi, resources: SwappedResources) {
    this.#manage = manage;
    this.#resources = resources;
    const { steady, rotated, killed } = resources;
    this.#marked = target("marked", "/stays", steady.caller, { status: 200, marker: 1 });
    this.#at = target("route at a", "/moves/a", steady.caller, { status: 200 });
    this.#awayFrom = target("route at b", "/moves/b", steady.caller, { status: 404 });
    this.#killed = target("killed client", "/stays", killed.caller, { status: 200 });
    this.#tokens = [target("token 0", "/stays", rotated.caller, { status: 200 })];
  }

  targets(): readonly Target[] {
    // The same rules for calls that are under way for half a second, and so through many a change.
    const slow = [this.#marked, this.#killed].map((each) => ({ ...each, ...slowly(each) }));
    return [this.#marked, this.#at, this.#awayFrom, this.#killed, ...slow, ...this.#tokens];
  }

  /** Makes one change. @returns whether every gateway has said in time that it has applied it */
  next(): Promise<boolean> {
    this.#round += 1;
    const changes = [this.#rotate, this.#move, this.#killOrBring, this.#mark];
    return (changes[this.#round % changes.length] as () => Promise<boolean>).call(this);
  }

  async #rotate(): Promise<boolean> {
    const { caller } = this.#resources.rotated;
    const current = this.#tokens.at(-1) as Target;
    const { body, isApplied } = await change([[current, { status: 401 }]], () =>
      this.#manage.rotateApplied(caller.profileId),
    );
    const { token } = body;
    const next = target(`token ${this.#round}`, "/stays", { ...caller, token }, { status: 401 });
    next.subject.begin({ status: 200 });
    if (isApplied) next.subject.applied();
    this.#tokens = [...this.#tokens, next].slice(-OLD_TOKENS);
    return isApplied;
  }

  async #move(): Promise<boolean> {
    const [from, to] = [this.#at, this.#awayFrom];
    const path = to.path.slice(BASE_PATH.length);
    const rules: [Target, Rule][] = [
      [from, { status: 404 }],
      [to, { status: 200 }],
    ];
    const { moved } = this.#resources;
    const answer = await change(rules, () => this.#manage.patchApplied("proxies", moved, { path }));
    this.#resources.moved = answer.body;
    [this.#at, this.#awayFrom] = [to, from];
    return answer.isApplied;
  }

  async #killOrBring(): Promise<boolean> {
    this.#isActive = !this.#isActive;
    const { killed } = this.#resources;
    const rule = { status: this.#isActive ? 200 : 403 };
    const answer = await change([[this.#killed, rule]], () =>
      this.#manage.patchApplied("clients", killed.client, { active: this.#isActive }),
    );
    killed.client = answer.body;
    return answer.isApplied;
  }

  async #mark(): Promise<boolean> {
    const { collection } = this.#resources;
    const headers = markedWith(this.#round);
    const answer = await change([[this.#marked, { status: 200, marker: this.#round }]], () =>
      this.#manage.patchApplied("collections", collection, { headers }),
    );
    this.#resources.collection = answer.body;
    return answer.isApplied;
  }
}
