/**
 * An internet in one process: instances of Kith with real sockets, pools and signatures, hand-made servers, and people who act through the
 * client API. Only two things are not real: the connector, which leads `alpha.test:443` to a port of 127.0.0.1 without TLS, and the clock,
 * which a test moves, and from which a server's own may differ.
 */
import { makeClient, type Client } from "./client.ts";
import type { InstanceConfig } from "../../src/config.ts";
import { serve, type Serving } from "../../src/start.ts";
import {
  aheadOf,
  makeClock,
  openTestKith,
  openTwin,
  strangerKeys,
  type Clock,
  type Elsewhere,
  type TestKith,
} from "./instance.ts";
import { makeNetwork, serveByHand, type Handler, type HandServer, type Network } from "./network.ts";
import type { Person } from "./person.ts";
import { alsoAt, join, type JoinOptions } from "./people.ts";
import { countQueries, type Counter } from "./queries.ts";
import { makeStranger, type Stranger } from "./stranger.ts";
import { milliseconds } from "./time.ts";

/** `"alpha.test"`, or a domain with what its configuration says otherwise than the tests' usual. `ahead`: so many ms its clock is fast. */
export type Member = string | { domain: string; config?: InstanceConfig; ahead?: number };

export type World = AsyncDisposable & {
  readonly clock: Clock;
  /** The Kith of a domain: for looking behind the scenes, not for acting. */
  instance(domain: string): TestKith;
  person(handle: string, options?: JoinOptions): Promise<Person>;
  /** A person on a hand-made server, who can lie. @param ahead ms by which the clock of the server is fast */
  stranger(handle: string, ahead?: number): Promise<Stranger>;
  /** A hand-made server. */
  server(domain: string, handler: Handler): Promise<void>;
  /** Where a domain listens on 127.0.0.1, for what the clients here cannot do. */
  port(domain: string): number | undefined;
  /** Opens a second process of an instance, on the same database, which listens elsewhere. */
  twin(domain: string, elsewhere?: Elsewhere): Promise<Twin>;
  /** Somebody who is not logged in. */
  visitor(domain: string): Client;
  /** Runs what is due everywhere, deliveries under way included, until nothing is. @throws Error with the rows that keep coming back */
  settles(): Promise<void>;
  /** Moves the clock by "90 seconds", "1 hour", "3 days", then settles. */
  passes(time: string): Promise<void>;
  /** From now on connections to the domain are refused, until it is `up` again. */
  down(domain: string): Promise<void>;
  up(domain: string): Promise<void>;
  /** Counts the queries that requests to an instance make. */
  counter(domain: string): Counter;
};

export type Twin = {
  readonly kith: TestKith;
  readonly port: number;
  readonly visitor: Client;
  /** The same person, who now talks to this process. */
  as(person: Person): Person;
};

type Place = { kith: TestKith; serving: Serving | undefined; counter: Counter };

export async function createWorld(...members: Member[]): Promise<World> {
  const clock = makeClock();
  const network = makeNetwork();
  const places = new Map<string, Place>();
  for (const member of members) {
    const { domain, config = {}, ahead = 0 } = typeof member === "string" ? { domain: member } : member;
    const kith = await openTestKith(domain, { connect: network.connect, clock: aheadOf(clock, ahead), config });
    const place: Place = { kith, serving: undefined, counter: countQueries(kith) };
    places.set(domain, place);
    await raise(network, domain, place);
  }
  const place = (domain: string) => {
    const found = places.get(domain);
    if (found === undefined) throw new Error(`the world has no ${domain}`);
    return found;
  };
  const twins: Place[] = [];
  const visitor = (domain: string) => makeClient(domain, () => network.port(domain));
  const hands = makeHands(network, clock, visitor);
  return {
    clock,
    visitor,
    port: network.port,
    instance: (domain) => place(domain).kith,
    counter: (domain) => place(domain).counter,
    person: async (handle, options) => {
      const [, domain = ""] = handle.split("@");
      return await join({ kith: place(domain).kith, client: visitor(domain), handle }, options);
    },
    stranger: hands.stranger,
    server: hands.server,
    twin: async (domain, elsewhere) => {
      const kith = await openTwin(place(domain).kith, { connect: network.connect }, elsewhere);
      const serving = await serve(kith, { host: "127.0.0.1", port: 0 });
      twins.push({ kith, serving, counter: countQueries(kith) });
      const client = makeClient(domain, () => serving.port);
      return { kith, port: serving.port, visitor: client, as: (person) => alsoAt({ kith, client }, person) };
    },
    settles: async () => await settle([...places.values(), ...twins]),
    passes: async (time) => {
      clock.advance(milliseconds(time));
      await settle([...places.values(), ...twins]);
    },
    down: async (domain) => await lower(network, domain, places.get(domain)),
    up: async (domain) => await raise(network, domain, place(domain)),
    [Symbol.asyncDispose]: async () => {
      for (const { kith, serving } of twins) {
        await serving?.close();
        await kith.close();
      }
      for (const [domain, one] of places) await lower(network, domain, one);
      for (const { kith } of places.values()) await kith.close();
      await hands.close();
    },
  };
}

async function raise(network: Network, domain: string, place: Place): Promise<void> {
  place.serving ??= await serve(place.kith, { host: "127.0.0.1", port: 0 });
  network.route(domain, place.serving.port);
}

async function lower(network: Network, domain: string, place: Place | undefined): Promise<void> {
  network.route(domain, undefined);
  const serving = place?.serving;
  if (place !== undefined) place.serving = undefined;
  await serving?.close();
}

/** Far more rounds than any story takes: two servers that answer each other for ever are a bug. */
const MOST_ROUNDS = 100;

async function settle(places: readonly Place[]): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let ran = 0;
    for (const { kith } of places) ran += await kith.worker.drain();
    if (ran === 0) return;
  }
  const rows = await Promise.all(places.map(async ({ kith }) => [kith.instance.domain, await waiting(kith)]));
  throw new Error(`the world does not settle: ${JSON.stringify(rows)}`);
}

async function waiting({ db, now }: TestKith): Promise<unknown> {
  const due = now();
  return {
    jobs: await db.selectFrom("jobs").select(["kind", "attempts", "last_error"]).where("run_at", "<=", due).limit(5).execute(),
    inbox: await db
      .selectFrom("inbox")
      .select(["activity_uri", "attempts", "last_error"])
      .where("done_at", "=", 0)
      .limit(5)
      .execute(),
    deliveries: await db
      .selectFrom("deliveries")
      .select(["inbox_url", "attempts", "last_error"])
      .where("done_at", "=", 0)
      .limit(5)
      .execute(),
  };
}

type Hands = Pick<World, "stranger" | "server"> & { close(): Promise<void> };

/** The hand-made servers, one a domain; strangers of one domain share theirs. */
function makeHands(network: Network, clock: Clock, client: (domain: string) => Client): Hands {
  const servers: HandServer[] = [];
  const hosts = new Map<string, Map<string, Handler>>();
  const keys = strangerKeys();
  const server: World["server"] = async (domain, handler) => {
    const made = await serveByHand(handler);
    servers.push(made);
    network.route(domain, made.port);
  };
  return {
    server,
    stranger: async (handle, ahead = 0) => {
      const [, domain = ""] = handle.split("@");
      let pages = hosts.get(domain);
      if (pages === undefined) {
        const mine = new Map<string, Handler>();
        await server(domain, async (request) => await mine.get(decodeURIComponent(request.path))?.(request));
        hosts.set(domain, (pages = mine));
      }
      return makeStranger({ handle, keys: keys(), now: aheadOf(clock, ahead).now, client, pages });
    },
    close: async () => {
      for (const made of servers) await made.close();
    },
  };
}
