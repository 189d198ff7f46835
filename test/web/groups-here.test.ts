/** Groups that live here, through their pages alone: made, found, joined, written to, looked after, closed. */
import { expect, test } from "vitest";
import { findAccountByHandle } from "../../src/accounts/find.ts";
import { countQueries } from "../world/queries.ts";
import { gather, VALUES } from "./garden-site.ts";
import { openSite } from "./site.ts";

test("a group is made in the browser, found in the directory, joined, written to, and left", async () => {
  await using site = await openSite();
  const { ann, ben, id } = await gather(site);
  const visitor = site.surfer();
  expect((await visitor.get("/explore/groups")).text).toContain("Gardens");
  expect((await visitor.get("/explore/groups?q=grow")).text).toContain("Gardens");
  expect((await visitor.get("/explore/groups?q=nothing")).text).not.toContain("Gardens");
  expect((await visitor.get("/@gardens")).text).toContain("All that grows");
  expect((await visitor.get(`/groups/${id}/about`)).text).toContain("No goats");
  expect((await ben.get("/@gardens")).text).not.toContain('name="group_id"');
  const joined = await ben.send(`/groups/${id}/join`, {}, { from: "/@gardens" });
  expect([joined.status, joined.headers["location"]]).toEqual([303, "/@gardens"]);
  expect((await ben.get("/@gardens")).text).toContain("You are in the group.");
  const posted = await ben.send(
    "/compose",
    { group_id: String(id), title: "Roses", text: "red ones", do: "publish", key: "k1", return_to: "/@gardens" },
    { from: "/@gardens", files: true },
  );
  expect([posted.status, posted.headers["location"]]).toEqual([303, "/@gardens"]);
  const page = (await ann.get("/@gardens")).text;
  expect(page).toMatch(/<h2 class="post-title[^>]*>Roses<\/h2>\s*<div class="content[^>]*><p>red ones<\/p><\/div>/);
  const against = /formaction="(\/statuses\/\d+\/downvote)"/.exec(page)?.[1];
  await ann.send(against!, {}, { from: "/@gardens" });
  expect((await ann.get("/@gardens")).text).toMatch(/data-other="\/statuses\/\d+\/downvote" aria-pressed="true" data-vote="-1"/);
  await site.kith.worker.drain();
  const chat = /href="(\/messages\/\d+)"[^>]*>Chat</.exec((await ben.get("/@gardens")).text)?.[1];
  expect((await ben.get(chat!)).text).toContain("Only 1 other person in Gardens");
  expect((await visitor.get(`/groups/${id}/events`)).text).toContain("Nothing is planned");
  expect((await ben.get(`/groups/${id}/events`)).text).toContain(`/events/new?group=${id}`);
  expect((await ben.get(`/events/new?group=${id}`)).text).toContain("Gardens");
  const home = (await ann.get("/home")).text;
  expect(home).toMatch(/in <a[^>]*>.*Gardens/);
  expect(home).not.toContain("/downvote");
  expect(home.match(/red ones/g)).toHaveLength(1);
  for (const order of ["active", "top"]) expect((await visitor.get(`/@gardens?order=${order}`)).text).toContain("red ones");
  expect((await visitor.get("/@gardens.rss")).text).toContain("red ones");
  expect((await ben.get("/groups")).text).toContain("Gardens");
  await ben.send(`/groups/${id}/leave`, {}, { from: "/@gardens" });
  expect((await ben.get("/groups")).text).not.toContain("/@gardens");
});

test("what is wrong with a form is said beside it, and what was typed stays", async () => {
  await using site = await openSite();
  const { ann } = await gather(site);
  for (const [values, words] of [
    [{ name: "ann" }, "taken"],
    [{ name: "two words" }, "letters"],
    [{ name: "roses", title: "" }, ""],
  ] as const) {
    const answer = await ann.send("/groups", { ...VALUES, ...values }, { from: "/groups/new", files: true });
    expect([answer.status, answer.text.includes("All that grows"), answer.text.includes(words)]).toEqual([422, true, true]);
  }
});

test("what a group's pictures show is said in its settings, by everybody who cannot see them too, and a mistake there changes nothing", async () => {
  await using site = await openSite();
  const { ann, id } = await gather(site);
  const path = `/groups/${id}/settings`;
  const said = { avatar_description: "A rose", header_description: "A hedge" };
  expect((await ann.send(path, { ...VALUES, ...said }, { from: path, files: true })).status).toBe(303);
  const kept = async () =>
    await site.kith.db
      .selectFrom("accounts")
      .innerJoin("groups", "groups.account_id", "accounts.id")
      .select(["accounts.avatar_description", "accounts.header_description", "title"])
      .where("accounts.id", "=", Number(id))
      .executeTakeFirstOrThrow();
  expect(await kept()).toEqual({ ...said, title: "Gardens" });
  expect((await ann.get(path)).text).toContain('value="A hedge"');
  const long = { ...VALUES, title: "Meadows", avatar_description: "x".repeat(151), header_description: "A wall" };
  const wrong = await ann.send(path, long, { from: path, files: true });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toMatch(/id="f-avatar_description"[^>]*aria-invalid="true"/);
  expect(wrong.text).toContain('value="A wall"');
  expect(await kept()).toEqual({ ...said, title: "Gardens" });
  const made = { ...VALUES, name: "roses", title: "Roses", avatar_description: "x".repeat(151) };
  expect((await ann.send("/groups", made, { from: "/groups/new", files: true })).status).toBe(422);
  expect(await findAccountByHandle(site.kith.db, "roses", "")).toBeUndefined();
  expect((await ann.send("/groups", { ...made, avatar_description: "Red" }, { from: "/groups/new", files: true })).status).toBe(
    303,
  );
  expect(await findAccountByHandle(site.kith.db, "roses", "")).toMatchObject({ avatar_description: "Red" });
});

test("those who look after it let in, judge posts and people, and write down why; others find none of these pages", async () => {
  await using site = await openSite();
  const { ann, ben, eve, id } = await gather(site, { membership: "approval", approve_first: "1" });
  expect((await ben.get("/@gardens")).text).toContain("Ask to join");
  await ben.send(`/groups/${id}/join`, {}, { from: "/@gardens" });
  const account = String((await findAccountByHandle(site.kith.db, "ben", ""))!.id);
  expect((await ann.get(`/groups/${id}/queue`)).text).toContain("Who asks to join");
  await ann.send(`/groups/${id}/let_in`, { account }, { from: `/groups/${id}/queue` });
  await ben.send(
    "/compose",
    { group_id: String(id), text: "First words", do: "publish", key: "k1" },
    { from: "/@gardens", files: true },
  );
  expect((await ann.get("/@gardens")).text).not.toContain("First words");
  const queue = (await ann.get(`/groups/${id}/queue`)).text;
  expect(queue).toContain("First words");
  const status = /name="status" value="(\d+)"/.exec(queue)![1]!;
  await ann.send(`/groups/${id}/approve`, { status }, { from: `/groups/${id}/queue` });
  expect((await ann.get("/@gardens")).text).toContain("First words");
  const judge = `/groups/${id}/posts/${status}`;
  expect((await ann.get("/@gardens")).text).toContain(judge);
  expect((await ben.get("/@gardens")).text).not.toContain(judge);
  for (const verdict of ["pin", "lock", "remove"]) {
    const answer = await ann.send(`${judge}/${verdict}`, { reason: "Off topic" }, { from: judge });
    expect([answer.status, answer.headers["location"]]).toEqual([303, judge]);
  }
  const log = (await ben.get(`/groups/${id}/log`)).text;
  expect([log.includes("removed what"), log.includes("Off topic")]).toEqual([true, true]);
  await ann.send(
    `/groups/${id}/people/${account}/ban`,
    { reason: "Goats", days: "7" },
    { from: `/groups/${id}/people/${account}` },
  );
  expect((await ben.get("/@gardens")).text).toContain("Goats");
  for (const page of ["queue", "settings", "close", `posts/${status}`, `people/${account}`])
    expect((await eve.get(`/groups/${id}/${page}`)).status).toBe(403);
  for (const act of ["ban", "take_out", "appoint"])
    expect((await eve.send(`/groups/${id}/people/${account}/${act}`, {}, { from: "/home" })).status).toBe(403);
});

test("a first post is kept out for a reason, which its author and the members read", async () => {
  await using site = await openSite();
  const { ann, ben, id } = await gather(site, { approve_first: "1" });
  await ben.send(`/groups/${id}/join`, {}, { from: "/@gardens" });
  const words = { group_id: String(id), text: "Buy my goats", do: "publish", key: "k1" };
  await ben.send("/compose", words, { from: "/@gardens", files: true });
  const queue = (await ann.get(`/groups/${id}/queue`)).text;
  const [, status] = /action="[^"]*\/refuse".*?name="status" value="(\d+)"/s.exec(queue)!;
  const reason = `reason_${status}`;
  expect(queue).toMatch(new RegExp(`<label for="f-${reason}">.*<input id="f-${reason}" name="${reason}"`, "s"));
  await ann.send(`/groups/${id}/refuse`, { status: status!, [reason]: "No goats here" }, { from: `/groups/${id}/queue` });
  for (const path of ["/@ben", `/groups/${id}/log`]) expect((await ben.get(path)).text).toContain("No goats here");
  expect((await ann.get("/@gardens")).text).not.toContain("Buy my goats");
});

test("whoever makes a group private hides what it is called and about, unless they say that outsiders may know", async () => {
  await using site = await openSite();
  const { ann, eve, id } = await gather(site);
  const path = `/groups/${id}/settings`;
  const settings = (await ann.get(path)).text;
  // It stands in sight, beside what makes it matter, and is not ticked for them.
  expect(settings).toMatch(/id="f-private"[^]*?Others still see the handle[^]*?id="f-revealed"(?![^>]*checked)[^]*?<details/);
  const { revealed: _, ...values } = VALUES;
  const says = async (more: Record<string, string>) => {
    expect((await ann.send(path, { ...values, ...more }, { from: path, files: true })).status).toBe(303);
    const { text } = await eve.get("/@gardens");
    return ["Gardens", "All that grows"].map((words) => text.includes(words));
  };
  expect(await says({ private: "1" })).toEqual([false, false]);
  expect(await says({ private: "1", revealed: "1" })).toEqual([true, true]);
  expect((await ann.get(path)).text).toMatch(/id="f-revealed"[^>]*checked/);
  expect(await says({})).toEqual([true, true]);
  expect((await ann.get(path)).text).not.toMatch(/id="f-revealed"[^>]*checked/);
});

test("a private one shows outsiders a closed door; a link opens it, and closing it asks for its name", async () => {
  await using site = await openSite();
  const { ann, ben, eve, id } = await gather(site, { private: "1", membership: "invitation", revealed: undefined });
  await ann.send(
    "/compose",
    { group_id: String(id), text: "Dinner at eight", do: "publish", key: "k1" },
    { from: "/@gardens", files: true },
  );
  const closed = (await eve.get("/@gardens")).text;
  expect([closed.includes("For members only"), closed.includes("Dinner"), closed.includes("By invitation only")]).toEqual([
    true,
    false,
    true,
  ]);
  expect((await eve.get("/explore/groups")).text).not.toContain("/@gardens");
  for (const page of ["members", "log"]) expect((await eve.get(`/groups/${id}/${page}`)).status).toBe(404);
  await ann.send(`/groups/${id}/link`, { days: "7", max_uses: "1" }, { from: `/groups/${id}/invite` });
  const code = /\/groups\/join\/([\w-]+)/.exec((await ann.get(`/groups/${id}/invite`)).text)![1]!;
  expect((await ben.get(`/groups/join/${code}`)).text).toContain("Gardens");
  await ben.send(`/groups/join/${code}`, {}, { from: `/groups/join/${code}` });
  expect((await ben.get("/@gardens")).text).toContain("Dinner at eight");
  expect((await eve.get(`/groups/join/${code}`)).status).toBe(404);
  // Answered from the page, it stays inside.
  const post = await site.kith.db.selectFrom("statuses").select("id").where("group_id", "=", id).executeTakeFirstOrThrow();
  expect((await ben.get(`/compose?reply=${post.id}`)).text).toContain("Only the members of");
  await ben.send(
    "/compose",
    { in_reply_to_id: String(post.id), visibility: "public", text: "Gladly", do: "publish", key: "k2" },
    { from: `/compose?reply=${post.id}`, files: true },
  );
  const answer = await site.kith.db
    .selectFrom("statuses")
    .selectAll()
    .where("in_reply_to_id", "=", post.id)
    .executeTakeFirstOrThrow();
  expect([answer.visibility, answer.group_id]).toEqual(["limited", id]);
  expect((await ann.send(`/groups/${id}/close`, { confirm: "garden" }, { from: `/groups/${id}/close` })).status).toBe(422);
  expect(
    (await ann.send(`/groups/${id}/close`, { confirm: "gardens" }, { from: `/groups/${id}/close` })).headers["location"],
  ).toBe("/groups");
  expect((await ben.get("/notifications")).text).toContain("closed the group");
});

test("a page of twenty posts of a group asks no more of the database than one of two", async () => {
  await using site = await openSite();
  const { ben, id } = await gather(site);
  const ann = (await findAccountByHandle(site.kith.db, "ann", ""))!;
  const counter = countQueries(site.kith);
  const cost = async () =>
    await counter.during(async () => {
      expect((await ben.get("/@gardens")).status).toBe(200);
    });
  for (let n = 0; n < 2; n++) await site.posts(ann, `Post ${n}`, { group_id: id });
  await cost();
  const two = await cost();
  for (let n = 0; n < 18; n++) await site.posts(ann, `More ${n}`, { group_id: id });
  expect(await cost()).toBeLessThanOrEqual(two + 1);
});
