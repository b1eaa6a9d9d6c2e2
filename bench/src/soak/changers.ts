import { pause } from "../pause.ts";
import type { Actor } from "./actor.ts";
import type { ActorSite } from "./actors.ts";
import { ask, stream } from "./ask.ts";
import { Expectation, type Outages } from "./expectation.ts";
import type { ManagementApi, Resource } from "./management-api.ts";

/** Between two changes of one thing, so that most of them settle. */
const BETWEEN_CHANGES_MS = 1_800;

/** Ten a second: longer than from one change to the next, and not without an end. */
const STREAMED_EVENTS = 50;

/** What changes while it is called: a route that comes and goes, a token that is rotated, a client that is killed and comes back. */
export function changingActors(site: ActorSite, manage: ManagementApi, outages: Outages): Actor[] {
  return [
    ...churnedRoute(site, manage, outages),
    ...rotatedToken(site, manage, outages),
    ...killedClient(site, manage, outages),
  ];
}

const now = () => performance.now();

function check(
  { findings }: ActorSite,
  who: string,
  expected: Expectation,
  { status, problem = "" }: { status: number; problem?: string },
  sentAt: number,
) {
  findings.count(who, status);
  if (!expected.allows(status, sentAt))
    findings.wrong(
      `${who}: ${status} instead of ${expected.describe(sentAt)}, sent at ${sentAt.toFixed(0)} ${problem}`,
    );
}

/** A resource that is changed again and again; after a failure it is read again, since the change may have been made. */
function changing(manage: ManagementApi, plural: string, first: Resource) {
  let resource = first;
  return async (
    body: object,
    expected: Expectation,
    statuses: readonly number[],
    meanwhile: number[] = [],
  ) => {
    expected.begin(statuses, now(), meanwhile);
    try {
      resource = await manage.patch(plural, resource, body);
      expected.answered(now());
    } catch {
      resource = (await manage.read(plural, resource.id).catch(() => undefined)) ?? resource;
    }
  };
}

function churnedRoute(site: ActorSite, manage: ManagementApi, outages: Outages): Actor[] {
  const { resources, url } = site;
  const expected = new Expectation([200], outages);
  const change = changing(manage, "proxies", resources.churned);
  let round = 0;
  return [
    {
      name: "caller of a route that comes and goes",
      copies: 2,
      betweenMs: 5,
      async act() {
        const sentAt = now();
        const answer = await ask(`${url}/open/churned?nonce=c`, { caller: resources.alpha.caller });
        check(site, "churned", expected, answer, sentAt);
      },
    },
    {
      name: "route",
      copies: 1,
      betweenMs: BETWEEN_CHANGES_MS / 2,
      async act() {
        round += 1;
        if (round % 4 === 0) await change({ status: "draft" }, expected, [404]);
        else if (round % 4 === 1) await change({ status: "published" }, expected, [200]);
        // A change that changes nothing for the caller: there must be no moment without the route.
        else await change({ timeouts: { headersMs: 20_000 + round } }, expected, [200]);
        if (round % 4 === 0) await pause(BETWEEN_CHANGES_MS);
      },
    },
  ];
}

function rotatedToken(site: ActorSite, manage: ManagementApi, outages: Outages): Actor[] {
  const { url, resources } = site;
  let current = { caller: resources.rotated.caller, expected: new Expectation([200], outages) };
  let previous = { caller: resources.rotated.caller, expected: new Expectation([200, 401], outages) };
  const call = (name: string, whose: () => typeof current): Actor => ({
    name: `caller with the ${name} token`,
    copies: 1,
    betweenMs: 10,
    async act() {
      const { caller, expected } = whose();
      const sentAt = now();
      const answer = await ask(`${url}/open/echo?nonce=r`, { caller });
      check(site, `${name} token`, expected, answer, sentAt);
    },
  });
  return [
    call("current", () => current),
    call("previous", () => previous),
    {
      name: "rotation",
      copies: 1,
      betweenMs: BETWEEN_CHANGES_MS,
      async act() {
        const calledAt = now();
        current.expected.begin([401], calledAt, [0]);
        try {
          const { token } = await manage.rotate(current.caller.profileId);
          current.expected.answered(now());
          previous = current;
          const expected = new Expectation([401], outages);
          expected.begin([200], calledAt);
          expected.answered(now());
          current = { caller: { ...current.caller, token }, expected };
        } catch {
          // It may have been made or not, and a new token would be lost: both stay allowed until the next one is answered.
        }
      },
    },
  ];
}

function killedClient(site: ActorSite, manage: ManagementApi, outages: Outages): Actor[] {
  const { url, resources, findings } = site;
  const { caller, client } = resources.killed;
  const expected = new Expectation([200], outages);
  const change = changing(manage, "clients", client);
  let isActive = true;
  return [
    {
      name: "caller that is killed",
      copies: 2,
      betweenMs: 5,
      async act() {
        const sentAt = now();
        const answer = await ask(`${url}/open/echo?nonce=k`, { caller });
        check(site, "killed", expected, answer, sentAt);
      },
    },
    {
      name: "stream of a caller that is killed",
      copies: 2,
      betweenMs: 50,
      async act() {
        const sentAt = now();
        let events = 0;
        const answer = await stream(`${url}/open/events?nonce=k`, caller, () => {
          // A stream is cut by the change itself: an event after that is an answer to someone who is gone.
          if (!expected.allows(200, now())) findings.wrong("killed: an event after the end of its access");
          events += 1;
          return events < STREAMED_EVENTS;
        });
        findings.streams += 1;
        check(site, "killed stream", expected, answer, sentAt);
      },
    },
    {
      name: "kill",
      copies: 1,
      betweenMs: BETWEEN_CHANGES_MS,
      async act() {
        isActive = !isActive;
        // What is under way is cut, and an answer of which nothing has arrived yet is a broken connection then.
        await change({ active: isActive }, expected, isActive ? [200] : [403], [0]);
      },
    },
  ];
}
