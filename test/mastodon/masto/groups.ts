/** `masto`, which knows no groups, in one: an account to follow, a list to read, and a name to post by. */
import { expect } from "vitest";
import { names, type Steps } from "./setting.ts";

const plain = (html: string): string => html.replace(/<[^>]+>/g, "");

export const groups: Steps = {
  "a group that an app takes for an account and a list": async ({ as, id, live, token }) => {
    const [a, b] = [as("alice"), as("bob")];
    const made = await fetch(`${live().url}/api/kith/v1/groups`, {
      method: "POST",
      headers: { authorization: `Bearer ${token("alice")}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "choir", title: "Choir", note: "Four voices" }),
    });
    expect(made.status).toBe(200);
    const [found] = await b.v1.accounts.search.list({ q: "choir" });
    expect(found).toMatchObject({ acct: "choir", group: true, bot: false, displayName: "Choir" });
    const group = b.v1.accounts.$select(found!.id);
    expect(await group.follow()).toMatchObject({ following: true });
    const posted = await b.v1.statuses.create({ status: "@choir Tuesday at eight" });
    expect(posted).toMatchObject({ visibility: "public", group: { acct: "choir" } });
    expect((await a.v1.timelines.home.list()).map(({ content }) => plain(content))).toContain("@choir Tuesday at eight");
    const [list] = (await a.v1.lists.list()).filter(({ title }) => title === "Choir");
    expect((await a.v1.timelines.list.$select(list!.id).list()).map(({ account }) => account.acct)).toEqual(["bob"]);
    expect(names(await a.v1.lists.$select(list!.id).accounts.list())).toEqual(["choir"]);
    const answer = await a.v1.statuses.create({ status: "I shall be late", inReplyToId: posted.id });
    expect((await b.v1.statuses.$select(posted.id).context.fetch()).descendants.map((one) => one.id)).toEqual([answer.id]);
    const refused = await a.v1.lists
      .$select(list!.id)
      .update({ title: "Mine" })
      .catch((error: { statusCode: number }) => error.statusCode);
    expect(refused).toBe(404);
    expect(await group.unfollow()).toMatchObject({ following: false });
    expect((await b.v1.lists.list()).map(({ title }) => title)).not.toContain("Choir");
    expect(id("bob")).toBe(posted.account.id);
  },
};
