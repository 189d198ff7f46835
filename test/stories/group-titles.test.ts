/** Titles of what begins threads in groups: written as a Page, as forums do; read as such; shown above the words wherever these are; edited. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import { createWorld } from "../world/world.ts";
import { makes, does, plain, type Grouped } from "./gardeners.ts";

type Titled = Grouped & { title?: string };

test("a titled post is a Page for other servers and has its title on them, too; an edit changes it, and one by a plain app keeps it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, ben, bob] = [
    await world.person("ann@alpha.test"),
    await world.person("ben@alpha.test"),
    await world.person("bob@beta.test"),
  ];
  const garden = await makes(ann);
  await does(ben, garden, "join");
  await bob.follows("@gardens@alpha.test");
  await world.settles();
  const title = 'Roses & "goats" <3';
  const hers = (await ann.posts("red #ones", { group_id: garden.id, title, visibility: "public" })) as Titled;
  expect([hers.title, plain(hers.content)]).toEqual([title, "Roses &amp; &quot;goats&quot; &lt;3red #ones"]);
  await world.settles();
  const visitor = world.visitor("alpha.test");
  const activity = { headers: { accept: "application/activity+json" } };
  const document = async (uri: string) => (await visitor("GET", new URL(uri).pathname, activity)).json<Record<string, unknown>>();
  const page = await document(hers.uri);
  expect(page).toMatchObject({ type: "Page", name: title, audience: garden.uri });
  expect(plain(String(page["content"]))).toBe("red #ones");
  const his = (await bob.sees(hers)) as Titled;
  expect([his.title, plain(his.content).replaceAll(`"`, "&quot;"), his.tags.map(({ name }) => name)]).toEqual([
    title,
    plain(hers.content),
    ["ones"],
  ]);
  // The same the other way round; in an app without titles the words alone are edited.
  const bobs = (await bob.posts("I bring some", {
    group_id: (await bob.finds("@gardens@alpha.test")).id,
    title: "Seeds",
  })) as Titled;
  await world.settles();
  expect(await ben.sees(bobs)).toMatchObject({
    title: "Seeds",
    content: "<p><strong>Seeds</strong></p><p>I bring some</p>",
    group: { acct: "gardens" },
  });
  await ann.edits(hers, "white ones");
  await world.settles();
  expect(((await bob.sees(hers)) as Titled).title).toBe(title);
  const source = await ann.api<{ text: string; title: string }>("GET", `/api/v1/statuses/${hers.id}/source`);
  expect([source.text, source.title]).toEqual(["white ones", title]);
  await ann.edits(hers, "white ones", { title: "Peonies" });
  await world.settles();
  for (const who of [ben, bob])
    expect(await who.sees(hers)).toMatchObject({ title: "Peonies", content: "<p><strong>Peonies</strong></p><p>white ones</p>" });
  // Taken away, it is a Note again. Answers have none; a title alone does; one too long does not.
  await ann.edits(hers, "white ones", { title: "" });
  await world.settles();
  expect((await document(hers.uri))["type"]).toBe("Note");
  expect([((await bob.sees(hers)) as Titled).title, (await bob.sees(hers))?.content]).toEqual([undefined, "<p>white ones</p>"]);
  const answer = (await ben.replies(hers, "yes", { title: "Indeed" })) as Titled;
  expect([answer.title, plain(answer.content)]).toEqual([undefined, "Indeedyes"]);
  const alone = (await ben.posts("", { group_id: garden.id, title: "Only a title" })) as Titled & StatusJson;
  expect(alone.content).toBe("<p>Only a title</p>");
  expect((await ben.asks("POST", "/api/v1/statuses", { status: "x", group_id: garden.id, title: "x".repeat(201) })).status).toBe(
    422,
  );
});
