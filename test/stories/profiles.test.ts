/** What profiles say of themselves besides statuses: the tags they show, whose pages are theirs, and that their own server has suspended them. */
import { verifyLinks } from "../../src/accounts/links.ts";
import { expect, test } from "vitest";
import { scheduleRecurring } from "../../src/follow-up.ts";
import { staffOf } from "../world/staff.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";

const tagsOf = async (viewer: Person, who: string): Promise<string[]> => {
  const { id } = await viewer.finds(who);
  return (await viewer.api<{ name: string }[]>("GET", `/api/v1/accounts/${id}/featured_tags`)).map(({ name }) => name);
};

test("featured tags cross the border, and so does their end", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  const fred = await world.stranger("fred@far.test");
  await bob.follows(alice);
  await fred.sends("alpha.test", fred.activity("Follow", alice.uri));
  await world.settles();
  const { id } = await alice.api<{ id: string }>("POST", "/api/v1/featured_tags", { name: "SlowBread" });
  await alice.api("POST", "/api/v1/featured_tags", { name: "radios" });
  await alice.api("POST", "/api/v1/featured_tags", { name: "radios" });
  await world.settles();
  expect(await tagsOf(bob, "alice@alpha.test")).toEqual(["SlowBread", "radios"]);
  const served = await fred.fetches("alpha.test", `${new URL(alice.uri).pathname}/collections/tags`);
  expect(served.json()).toMatchObject({
    type: "Collection",
    totalItems: 2,
    items: [{ type: "Hashtag", name: "#SlowBread" }, {}],
  });
  const actor = (await fred.fetches("alpha.test", new URL(alice.uri).pathname)).json();
  expect(actor).toMatchObject({ featuredTags: `${alice.uri}/collections/tags` });
  await alice.api("DELETE", `/api/v1/featured_tags/${id}`);
  await world.settles();
  expect(await tagsOf(bob, "alice@alpha.test")).toEqual(["radios"]);
  const told = fred.inbox.documents.filter(({ target }) => target !== undefined);
  expect(told.map(({ type, object }) => [type, (object as { name: string }).name])).toEqual([
    ["Add", "#SlowBread"],
    ["Add", "#radios"],
    ["Remove", "#SlowBread"],
  ]);
});

test("whoever looks at a profile for the first time finds its tags, too", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  await alice.api("POST", "/api/v1/featured_tags", { name: "SlowBread" });
  await bob.profile("alice@alpha.test");
  await world.settles();
  expect(await tagsOf(bob, "alice@alpha.test")).toEqual(["SlowBread"]);
});

test("others feature tags on their own profiles only, and ten at most", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [fred, gina] = [await world.stranger("fred@far.test"), await world.stranger("gina@far.test")];
  for (const { actor, uri } of [fred, gina]) Object.assign(actor, { featured: `${uri}/featured`, featuredTags: `${uri}/tags` });
  for (const { handle } of [fred, gina]) await alice.follows(handle);
  await world.settles();
  const tag = (name: string) => ({ type: "Hashtag", href: `${fred.origin}/tags/${name}`, name: `#${name}` });
  const says = async (who: typeof fred, type: string, name: string, target: string) =>
    await who.sends("alpha.test", who.activity(type, tag(name), { target }));
  await says(gina, "Add", "rude", `${fred.uri}/featured`);
  await says(fred, "Add", "lost", `${fred.uri}/elsewhere`);
  await says(fred, "Add", "<b>", `${fred.uri}/featured`);
  for (let n = 0; n < 12; n++) await says(fred, "Add", `tag${n}`, `${fred.uri}/${n % 2 === 0 ? "featured" : "tags"}`);
  await says(gina, "Remove", "tag1", `${fred.uri}/featured`);
  await says(fred, "Remove", "tag0", `${fred.uri}/tags`);
  await world.settles();
  const shown = await tagsOf(alice, fred.handle);
  expect(shown).toHaveLength(9);
  expect(shown.slice(0, 2).toSorted()).toEqual(["b", "tag1"].slice(0, 2));
  expect(await tagsOf(alice, gina.handle)).toEqual([]);
});

test("whose pages are theirs is told and read", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  const fred = await world.stranger("fred@far.test");
  await alice.api("PATCH", "/api/v1/accounts/update_credentials", { attribution_domains: ["news.example", "blog.example"] });
  const served = (await fred.fetches("alpha.test", new URL(alice.uri).pathname)).json();
  expect(served).toMatchObject({ attributionDomains: ["news.example", "blog.example"] });
  fred.actor["attributionDomains"] = ["https://far.test/users/Journal.example", "<b>", "journal.example", 7];
  const domains = async (handle: string) => {
    const { id } = await bob.finds(handle);
    const { db } = world.instance("beta.test");
    const row = await db
      .selectFrom("accounts")
      .select("attribution_domains")
      .where("id", "=", Number(id))
      .executeTakeFirstOrThrow();
    return JSON.parse(row.attribution_domains) as unknown;
  };
  expect(await domains(fred.handle)).toEqual(["journal.example"]);
  expect(await domains(alice.handle)).toEqual(["news.example", "blog.example"]);
});

test("who is suspended by their own server is not shown until it says otherwise; what was decided here stays", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const owner = await staffOf(world, "owner@alpha.test", "owner");
  const fred = await world.stranger("fred@far.test");
  await alice.follows(fred.handle);
  await world.settles();
  await fred.sends("alpha.test", fred.activity("Accept", fred.inbox.documents.at(-1)));
  const note = fred.note("<p>Hello</p>");
  await fred.sends("alpha.test", fred.activity("Create", note));
  await world.settles();
  const there = async () => (await alice.home()).some(({ uri }) => uri === note["id"]);
  const says = async (suspended: boolean) => {
    fred.actor["suspended"] = suspended;
    await fred.sends("alpha.test", fred.activity("Update", { ...fred.actor }));
    await world.passes("2 minutes");
  };
  expect(await there()).toBe(true);
  await says(true);
  expect(await there()).toBe(false);
  await fred.sends("alpha.test", fred.activity("Create", fred.note("<p>Still here</p>")));
  await world.settles();
  expect((await alice.profile(fred.handle).catch(() => [])).length).toBe(0);
  await says(false);
  expect(await there()).toBe(true);
  await says(true);
  const row = await world
    .instance("alpha.test")
    .db.selectFrom("accounts")
    .select("id")
    .where("uri", "=", fred.uri)
    .executeTakeFirstOrThrow();
  await owner.api("POST", `/api/v1/admin/accounts/${row.id}/action`, { type: "suspend" });
  await says(false);
  expect(await there()).toBe(false);
});

test("a field is verified when its page links back, here and elsewhere, and only then", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  for (const domain of ["alpha.test", "beta.test"]) await scheduleRecurring(world.instance(domain));
  const [site, other] = [await world.stranger("web@site.test"), await world.stranger("web@other.test")];
  const page = (html: string) => ({ type: "text/html; charset=utf-8", body: html });
  const { url } = await alice.account();
  site.serves(
    "/alice",
    page(`<html><head><link href="${url}" rel="alternate"><a title=x rel="nofollow ME" href='${url}/'>me</a>`),
  );
  // Names the profile without rel="me", or in a comment of sorts.
  other.serves("/alice", page(`<a href="${url}">a friend</a> <a rel="met" href="${url}">x</a> ${"<a ".repeat(50_000)}`));
  const fields = [
    { name: "Mine", value: "https://site.test/alice" },
    { name: "Not mine", value: "https://other.test/alice" },
    { name: "More than a link", value: "see https://site.test/alice" },
    { name: "Gone", value: "https://nowhere.test/" },
  ];
  await alice.api("PATCH", "/api/v1/accounts/update_credentials", { fields_attributes: fields });
  await bob.finds(alice.handle);
  await world.passes("2 minutes");
  const verified = (account: { fields: { verified_at: string | null }[] }) =>
    account.fields.map((each) => each.verified_at !== null);
  const shown = async (viewer: Person) =>
    verified(await viewer.api("GET", `/api/v1/accounts/${(await viewer.finds(alice.handle)).id}`));
  expect(await shown(alice)).toEqual([true, false, false, false]);
  expect(await shown(bob)).toEqual([true, false, false, false]);
  // What stays as it is stays verified; a page that links no more does not, once it is asked again.
  await alice.api("PATCH", "/api/v1/accounts/update_credentials", { fields_attributes: fields.slice(0, 1) });
  expect(await shown(alice)).toEqual([true]);
  site.serves("/alice", page("nothing"));
  await world.passes("8 days");
  expect(await shown(alice)).toEqual([false]);
});

test("a page over which we stumble keeps nobody else's from being looked at", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const site = await world.stranger("web@site.test");
  const people = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  for (const one of people) {
    const { url, username } = await one.account();
    site.serves(`/${username}`, { type: "text/html; charset=utf-8", body: `<a rel="me" href="${url}">me</a>` } as never);
    const field = { name: "Mine", value: `https://site.test/${username}` };
    await one.api("PATCH", "/api/v1/accounts/update_credentials", { fields_attributes: [field] });
  }
  const request: typeof kith.http.request = async (asked) => {
    if (asked.url.endsWith("/alice")) throw new TypeError("of our own making");
    return await kith.http.request(asked);
  };
  await expect(verifyLinks({ ...kith, http: { ...kith.http, request } })).rejects.toThrow("of our own making");
  type Fields = { fields: { verified_at: string | null }[] };
  const verified = [];
  for (const one of people)
    verified.push((await one.api<Fields>("GET", `/api/v1/accounts/${one.id}`)).fields[0]?.verified_at !== null);
  expect(verified).toEqual([false, true]);
});

test("custom emoji in a name, a bio and its facts are shown here and elsewhere, as long as they stand there", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  const kith = world.instance("alpha.test");
  const emoji = (shortcode: string) => ({
    id: kith.newId(),
    shortcode,
    host: "",
    uri: "",
    image_url: `https://alpha.test/media/emoji/${shortcode}.png`,
    category: "",
    visible: 1 as const,
    disabled: 0 as const,
    updated_at: 0,
  });
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("custom_emojis")
        .values([emoji("leaf"), emoji("pot"), emoji("bee")])
        .execute(),
  );
  await bob.follows(alice);
  await world.settles();
  await alice.api("PATCH", "/api/v1/accounts/update_credentials", {
    display_name: "Alice :leaf:",
    note: "Grows :none: and :pot:",
    fields_attributes: [{ name: "Keeps", value: ":bee:" }],
  });
  await world.passes("1 minute");
  const named = async (viewer: Person) => {
    const { emojis } = (await viewer.finds("alice@alpha.test")) as unknown as { emojis: { shortcode: string }[] };
    return emojis.map(({ shortcode }) => shortcode).sort();
  };
  expect(await named(alice)).toEqual(["bee", "leaf", "pot"]);
  expect(await named(bob)).toEqual(["bee", "leaf", "pot"]);
  await alice.api("PATCH", "/api/v1/accounts/update_credentials", { display_name: "Alice" });
  await world.passes("1 minute");
  expect(await named(alice)).toEqual(["bee", "pot"]);
  expect(await named(bob)).toEqual(["bee", "pot"]);
});
