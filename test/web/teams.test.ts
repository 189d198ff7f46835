/** Teams by forms, without scripts: making one, asking people in, writing in its name, judging; and letting an app in as the team. */
import { expect, test } from "vitest";
import { createApp } from "../../src/access/apps.ts";
import { member, openSite, tokenOf, type Site } from "./site.ts";
import { hidden, mediaOf, picture, writes } from "./writing-site.ts";

const idOf = async ({ kith }: Site, username: string): Promise<number> =>
  (await kith.db.selectFrom("accounts").select("id").where("username", "=", username).executeTakeFirstOrThrow()).id;

/** In their own name again, they find what has been given back, and go on in the team's: the form to write it better. */
async function goesOn({ surfer }: Awaited<ReturnType<typeof member>>, team: string, submission: string): Promise<string> {
  const [from, form] = [`${team}/queue`, `/compose?submission=${submission}`];
  await surfer.send("/teams/stop", {}, { from: "/compose" });
  expect((await surfer.get(from)).text).toContain(`value="${form}"`);
  expect((await surfer.send(`${team}/act`, { return_to: form }, { from })).headers.location).toBe(form);
  return (await surfer.get(form)).text;
}

test("a team is made, people come in, a writer hands in, an editor publishes, all in pages", async () => {
  await using site = await openSite();
  const [ann, bob] = [await member(site, "ann"), await member(site, "bob")];
  const wrong = await ann.surfer.send("/teams", { username: "bob", display_name: "x" });
  expect([wrong.status, wrong.text.includes("Somebody has this name already")]).toEqual([422, true]);
  const made = await ann.surfer.send("/teams", { username: "club", display_name: "The <Club>", names_authors: "1" });
  const id = await idOf(site, "club");
  const team = `/teams/${id}`;
  expect(made.headers.location).toBe(team);
  expect((await bob.surfer.get(team)).status).toBe(404);
  expect((await ann.surfer.send(`${team}/invite`, { handle: "@nobody", role: "writer" }, { from: team })).text).toContain(
    "Nobody here has that name",
  );
  await ann.surfer.send(`${team}/invite`, { handle: "@bob", role: "writer" }, { from: team });
  expect(await bob.reads("/notifications")).toContain("asks you into the team");
  await bob.surfer.send(`${team}/accept`, {}, { from: "/teams" });
  // In its name: the writer's form hands in, and other pages are not theirs.
  await bob.surfer.send(`${team}/act`, {}, { from: "/teams" });
  const form = await bob.surfer.get("/compose");
  expect(form.text).toContain("You act for");
  expect(form.text).toContain("Hand in");
  // What the navigation shows them opens.
  const links = [...form.text.matchAll(/<(?:nav|div) class="(?:nav|menu)"[\s\S]*?<\/(?:nav|div)>/g)].flatMap(([part]) =>
    [...part.matchAll(/href="([^"]+)"/g)].map(([, href = ""]) => href),
  );
  expect(links).toEqual(expect.arrayContaining(["/compose", "/explore", "/teams"]));
  for (const path of new Set(
    [...links, ...(await bob.surfer.get("/explore")).text.matchAll(/class="tabs"[\s\S]*?<\/nav>/g)].flat(),
  ))
    if (path.startsWith("/")) expect([path, (await bob.surfer.get(path)).status]).toEqual([path, 200]);
  for (const path of ["/home", "/notifications", "/messages", "/settings/profile", "/settings/password", "/drafts"])
    expect([path, (await bob.surfer.get(path)).status]).toEqual([path, 403]);
  for (const path of ["/settings/password", "/settings/delete", "/compose/keep", "/statuses/1/delete", "/accounts/1/follow"])
    expect([path, (await bob.surfer.send(path, {}, { from: "/compose" })).status]).toEqual([path, 403]);
  const sent = await writes(bob.surfer, { text: "Club <news>", file_1: await picture(), description_1: "A square" });
  expect(sent.headers.location).toBe(`${team}/queue`);
  expect(await site.kith.db.selectFrom("statuses").selectAll().execute()).toEqual([]);
  const queue = await bob.surfer.get(`${team}/queue`);
  expect(queue.text).toContain("Club &lt;news&gt;");
  expect(queue.text).not.toContain("/approve");
  const submission = /submission=(\d+)/.exec(queue.text)?.[1] ?? "";
  expect((await bob.surfer.send(`${team}/queue/${submission}/approve`, {}, { from: "/compose" })).status).toBe(403);
  await ann.surfer.send(`${team}/queue/${submission}/return`, { comment: "Say <when>" }, { from: `${team}/queue` });
  expect((await bob.surfer.get(`${team}/queue`)).text).toContain("Say &lt;when&gt;");
  const again = await goesOn(bob, team, submission);
  const media_ids = hidden(again, "media_ids");
  await writes(bob.surfer, {
    text: "Club news: today",
    submission_id: submission,
    media_ids,
    [`description_${media_ids}`]: "A square",
  });
  await ann.surfer.send(`${team}/queue/${submission}/approve`, {}, { from: `${team}/queue` });
  const seen = await site.surfer().get("/@club");
  expect(seen.text).toContain("Club news: today");
  expect(seen.text).toMatch(/Written by <a[^>]*>bob|Written by <a[^>]*href="\/@bob"/);
  expect(await ann.reads(`${team}/log`)).toContain("handed in");
});

test("what a picture shows is what those saw who let it through: its writer's form says nothing else of it afterwards", async () => {
  await using site = await openSite();
  const [ann, bob] = [await member(site, "ann"), await member(site, "bob")];
  await ann.surfer.send("/teams", { username: "club", display_name: "The Club" });
  const team = `/teams/${await idOf(site, "club")}`;
  await ann.surfer.send(`${team}/invite`, { handle: "@bob", role: "writer" }, { from: team });
  await bob.surfer.send(`${team}/accept`, {}, { from: "/teams" });
  await bob.surfer.send(`${team}/act`, {}, { from: "/teams" });
  const scheduled_at = new Date(site.kith.now() + 86_400_000).toISOString().slice(0, 16);
  await writes(bob.surfer, { text: "Our boat", scheduled_at, file_1: await picture(), description_1: "A boat" });
  const [kept] = await mediaOf(site);
  const [media_ids, submission] = [String(kept?.id), String(kept?.kept_by)];
  const rewords = async (words: string) =>
    await writes(bob.surfer, { text: "Another", media_ids, [`description_${media_ids}`]: words, do: "preview" });
  const shown = async () => (await mediaOf(site)).map(({ description }) => description);
  await rewords("A red boat");
  expect(await shown()).toEqual(["A red boat"]);
  await ann.surfer.send(`${team}/queue/${submission}/approve`, {}, { from: `${team}/queue` });
  expect((await rewords("Nonsense")).text).toContain("Your role in this team does not let you do that");
  expect(await shown()).toEqual(["A red boat"]);
});

test("who judges judges what they have read; the same words for another time are something else, and what is handed in comes once", async () => {
  await using site = await openSite();
  const [ann, bob] = [await member(site, "ann"), await member(site, "bob")];
  await ann.surfer.send("/teams", { username: "club", display_name: "Club" });
  const team = `/teams/${await idOf(site, "club")}`;
  await ann.surfer.send(`${team}/invite`, { handle: "@bob", role: "writer" }, { from: team });
  await bob.surfer.send(`${team}/accept`, {}, { from: "/teams" });
  await bob.surfer.send(`${team}/act`, {}, { from: "/teams" });
  expect((await bob.surfer.get("/compose")).text).not.toContain('name="repeat"');
  const past = await writes(bob.surfer, { text: "Fair on Sunday", scheduled_at: "2020-06-20T09:00" });
  expect([past.status, past.text.includes("at least five minutes from now")]).toEqual([422, true]);
  for (const scheduled_at of ["2027-06-20T09:00", "2027-06-27T09:00", "2027-06-27T09:00"])
    expect((await writes(bob.surfer, { text: "Fair on Sunday", scheduled_at })).status).toBe(303);
  const waiting = await site.kith.db.selectFrom("team_submissions").selectAll().orderBy("id").execute();
  expect(waiting.map(({ scheduled_at }) => new Date(scheduled_at).toISOString())).toEqual([
    "2027-06-20T09:00:00.000Z",
    "2027-06-27T09:00:00.000Z",
  ]);
  const id = String(waiting[0]?.id);
  const seen = new RegExp(`queue/${id}/comment"[\\s\\S]*?name="seen" value="(\\d+)"`).exec(
    (await ann.surfer.get(`${team}/queue`)).text,
  )?.[1];
  site.kith.clock.advance(1000);
  await writes(bob.surfer, { text: "Fairs are for fools", scheduled_at: "2027-06-20T09:00", submission_id: id });
  const from = { from: `${team}/queue` };
  const judgement = { seen: seen ?? "", comment: "Lovely", return_to: `${team}/queue` };
  const judged = await ann.surfer.send(`${team}/queue/${id}/approve`, judgement, from);
  expect([
    judged.status,
    judged.text.includes("has been changed: look again"),
    judged.text.includes("Lovely</textarea>"),
  ]).toEqual([422, true, true]);
  expect(await site.kith.db.selectFrom("scheduled_statuses").selectAll().execute()).toEqual([]);
});

test("who is taken out is themselves again in the same moment; the owner writes in its name, is themselves again, and closes it", async () => {
  await using site = await openSite();
  const [ann, bob] = [await member(site, "ann"), await member(site, "bob")];
  await ann.surfer.send("/teams", { username: "club", display_name: "", names_authors: "1" });
  const id = await idOf(site, "club");
  const team = `/teams/${id}`;
  await ann.surfer.send(`${team}/invite`, { handle: "@bob", role: "editor" }, { from: team });
  await bob.surfer.send(`${team}/accept`, {}, { from: "/teams" });
  await bob.surfer.send(`${team}/act`, {}, { from: "/teams" });
  await writes(bob.surfer, { text: "From Bob" });
  expect((await bob.surfer.get("/home")).text).toContain("You act for");
  // Messages are the owner's, until they share them; who wrote it is told to the team.
  const messages = async () => [
    (await bob.surfer.get("/messages")).status,
    (await bob.surfer.get("/home")).text.includes('href="/messages"'),
  ];
  expect(await messages()).toEqual([403, false]);
  expect((await bob.surfer.get("/compose")).text).not.toContain('value="direct"');
  const unsaid = await writes(bob.surfer, { text: "@ann hello", visibility: "direct" });
  expect(unsaid.text).toContain("would be said in private in the name of the team");
  // Nothing that others could be asked or told in private has a button, and nothing that is refused has one.
  const her = (await bob.surfer.get("/@ann")).text;
  for (const way of ["/messages/new", "/introduce", `/accounts/${ann.account.id}`])
    expect([way, her.includes(way)]).toEqual([way, false]);
  expect(her).toContain("/compose?mention=");
  await ann.surfer.send(`${team}/settings`, { names_authors: "1", shares_messages: "1" }, { from: team });
  expect(await messages()).toEqual([200, true]);
  await ann.surfer.send(`${team}/settings`, {}, { from: team });
  await writes(bob.surfer, { text: "Unsigned" });
  const told = "Only the team sees this";
  expect([(await ann.surfer.get("/@club")).text.includes(told), (await site.surfer().get("/@club")).text.includes(told)]).toEqual(
    [true, false],
  );
  await ann.surfer.send(`${team}/settings`, { names_authors: "1" }, { from: team });
  // The owner takes the writer out: in the same moment the pages are the writer's own again.
  await ann.surfer.send(`${team}/people/${bob.account.id}/remove`, {}, { from: team });
  expect((await bob.surfer.get("/compose")).text).not.toContain("You act for");
  expect((await bob.surfer.get("/home")).status).toBe(200);
  expect((await bob.surfer.get(`${team}/queue`)).status).toBe(404);
  // The owner writes in its name, and is themselves again.
  await ann.surfer.send(`${team}/act`, {}, { from: "/teams" });
  await writes(ann.surfer, { text: "From the owner" });
  expect((await ann.surfer.get("/settings/password")).status).toBe(403);
  await ann.surfer.send("/teams/stop", {}, { from: "/compose" });
  await writes(ann.surfer, { text: "From Ann" });
  const posts = await site.kith.db.selectFrom("statuses").select(["account_id", "posted_by", "text"]).orderBy("id").execute();
  expect(posts.map(({ account_id, posted_by, text }) => [account_id, posted_by, text])).toEqual([
    [id, bob.account.id, "From Bob"],
    [id, 0, "Unsigned"],
    [id, ann.account.id, "From the owner"],
    [ann.account.id, 0, "From Ann"],
  ]);
  expect((await ann.surfer.send(`${team}/close`, { confirm: "clubs" }, { from: `${team}/close` })).status).toBe(422);
  await ann.surfer.send(`${team}/close`, { confirm: "club" }, { from: `${team}/close` });
  await site.kith.worker.drain();
  expect((await site.surfer().get("/@club")).status).toBe(410);
});

test("an app is let in as the team, by who acts for it and by nobody else; leaving ends its token", async () => {
  await using site = await openSite();
  const [ann, bob] = [await member(site, "ann"), await member(site, "bob")];
  await ann.surfer.send("/teams", { username: "club", display_name: "" });
  const id = await idOf(site, "club");
  const redirect_uri = "https://app.test/back";
  const { app, client_secret } = await createApp(site.kith, {
    client_name: "App",
    redirect_uris: redirect_uri,
    scopes: "read write",
  });
  const asked = { client_id: app.client_id, redirect_uri, response_type: "code", scope: "read write" };
  const page = `/oauth/authorize?${new URLSearchParams(asked).toString()}`;
  const allow = async ({ surfer }: typeof ann, as: string) => {
    const answer = await surfer.send("/oauth/authorize", { ...asked, decision: "allow", as }, { from: page });
    return new URL(String(answer.headers.location)).searchParams;
  };
  const shown = await ann.surfer.get(page);
  expect(shown.text).toContain(`name="as" value="${id}"`);
  expect((await bob.surfer.get(page)).text).not.toContain('name="as"');
  expect((await allow(bob, String(id))).get("error")).toBe("access_denied");
  const code = (await allow(ann, String(id))).get("code") ?? "";
  const ask = async (path: string, init: RequestInit) => {
    const body = new URLSearchParams(init.body as string).toString();
    return await ann.surfer.click(
      path,
      { "content-type": "application/x-www-form-urlencoded", ...(init.headers as Record<string, string>) },
      body,
    );
  };
  const grant = { grant_type: "authorization_code", code, client_id: app.client_id, client_secret, redirect_uri };
  const { access_token } = (await ask("/oauth/token", { body: new URLSearchParams(grant).toString() })).json<{
    access_token: string;
  }>();
  const bearer = { authorization: `Bearer ${access_token}` };
  const who = async () => await ann.surfer.get("/api/v1/accounts/verify_credentials", bearer);
  expect((await who()).json<{ acct: string }>().acct).toBe("club");
  // Being asked again, they may choose anew: what was granted for the team says nothing of themselves.
  expect(tokenOf(await ann.surfer.get(page))).not.toBe("");
  await ann.surfer.send(`/teams/${id}/invite`, { handle: "bob", role: "owner" }, { from: `/teams/${id}` });
  await bob.surfer.send(`/teams/${id}/accept`, {}, { from: "/teams" });
  await ann.surfer.send(`/teams/${id}/leave`, {}, { from: `/teams/${id}` });
  expect((await who()).status).toBe(401);
});
