/** Ann's group, which Ben reads by mail, and a listener to which a mail server brings his answers. */
import { getUser } from "../../src/accounts/users.ts";
import type { Kith } from "../../src/kith.ts";
import { planGroupMail } from "../../src/mailing/group-due.ts";
import { setGroupMail } from "../../src/mailing/group-settings.ts";
import { listenForMail } from "../../src/mailing/listen.ts";
import type { Letter } from "../../src/mail/open.ts";
import { letterBox } from "../web/letters.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";
import { does, makes, plain } from "./gardeners.ts";

/** Ann's group, which Ben reads by mail, with a post of Ann's that has come to him. */
export async function gather(inbound: Record<string, unknown> = {}, limits: Record<string, unknown> = {}) {
  const config = { mail: { inbound: { port: 0, domain: "lists.alpha.test", ...inbound } }, limits };
  const world = await createWorld({ domain: "alpha.test", config }, "beta.test");
  const kith = world.instance("alpha.test");
  const { letters } = letterBox({ kith });
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const gardens = await makes(ann);
  await reads(kith, ben, gardens.id);
  const roses = await ann.posts("@gardens My roses bloom");
  const goesOut = async () => {
    await world.settles();
    await planGroupMail(kith);
    await world.settles();
  };
  await goesOut();
  const [came] = letters as [Letter];
  const listening = await listenForMail(kith, kith.instance.mail.inbound!);
  return {
    world,
    kith,
    ann,
    ben,
    gardens,
    roses,
    letters,
    came,
    goesOut,
    port: listening.port,
    posts: async () => (await ben.thread(roses)).descendants.map(({ content }) => plain(content)),
    [Symbol.asyncDispose]: async () => {
      await listening.close();
      await world[Symbol.asyncDispose]();
    },
  };
}

export async function reads(kith: Kith, person: Person, group_id: string): Promise<void> {
  await does(person, { id: group_id }, "join");
  await setGroupMail(kith, await getUser(kith.db, Number(person.id)), Number(group_id), "each");
}

let serial = 0;
export const from = (address: string, headers: Record<string, string> = {}) => ({
  From: `Somebody <${address}>`,
  Subject: "Re: [Gardens] My roses bloom",
  "Message-ID": `<${++serial}@mail.test>`,
  Date: "Mon, 01 Jun 2026 12:00:00 +0000",
  "Content-Type": "text/plain; charset=utf-8",
  ...headers,
});
export const BEN = "ben@mail.test";
export const postOf = ({ headers }: Letter): string => /mailto:([^>]+)/.exec(headers?.["List-Post"] ?? "")?.[1] ?? "";
