/**
 * An instance that client libraries talk to as they would to any: at an address of its own, by real time, with its worker running; or, for tests
 * that move its clock and say when work is done, `still`.
 */
import type { Server } from "node:http";
import { serve } from "../../src/start.ts";
import { makeClient } from "../world/client.ts";
import { openTestKith, type TestKith, type TestOptions } from "../world/instance.ts";
import { join, type JoinOptions } from "../world/people.ts";
import type { Person } from "../world/person.ts";
import { freePort } from "../world/ports.ts";

export type Live = AsyncDisposable & {
  kith: TestKith;
  url: string;
  domain: string;
  port: number;
  server: Server;
  person(name: string, options?: JoinOptions): Promise<Person>;
};

export type LiveOptions = TestOptions & { still?: boolean };

export async function openLive({ still = false, ...options }: LiveOptions = {}): Promise<Live> {
  const port = await freePort();
  const domain = `127.0.0.1:${port}`;
  const kith = await openTestKith(domain, still ? options : { now: () => Date.now(), ...options });
  const serving = await serve(kith, { host: "127.0.0.1", port });
  if (!still) kith.worker.start();
  const client = makeClient(domain, () => port);
  return {
    kith,
    url: `http://${domain}`,
    domain,
    port,
    server: serving.server,
    person: async (name, options) => await join({ kith, client, handle: `${name}@${domain}` }, options),
    [Symbol.asyncDispose]: async () => {
      await serving.close();
      await kith.close();
    },
  };
}
