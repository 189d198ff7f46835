/** Who sees what on the pages: visitors, followers and strangers; what people write is text, never markup; lists page whole. */
import { expect, test } from "vitest";
import { updateProfile } from "../../src/accounts/update.ts";
import { follow } from "../../src/follows/follow.ts";
import { acceptFollow, getFollowRequest } from "../../src/follows/accept.ts";
import { openSite } from "./site.ts";

const POST = /<article class="post[^>]*id="status-(\d+)"/g;
const postsOf = (text: string): string[] => [...text.matchAll(POST)].map(([, id = ""]) => id);
const linkOf = (text: string, rel: "prev" | "next"): string | undefined =>
  new RegExp(`href="([^"]*)" rel="${rel}"`).exec(text)?.[1]?.replaceAll("&amp;", "&");

test("a visitor reads what is public, and cannot tell that the rest is there", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann");
  const bob = await site.joins("bob");
  const open = await site.posts(ann, "for everyone");
  const quiet = await site.posts(ann, "quietly said", { visibility: "unlisted" });
  const closed = await site.posts(ann, "for followers alone", { visibility: "private" });
  const message = await site.posts(ann, "@bob for you alone", { visibility: "direct" });
  await follow(site.kith, bob, ann);
  const visitor = site.surfer();
  for (const path of ["/", "/local", "/federated", "/@ann", "/@ann/replies"]) {
    const { status, text } = await visitor.get(path);
    expect([path, status, text.includes("for everyone"), text.includes("alone")]).toEqual([path, 200, true, false]);
    expect(text.includes("quietly said")).toBe(path.startsWith("/@"));
  }
  const see = async (who: typeof visitor) =>
    await Promise.all([open, quiet, closed, message].map(async (id) => (await who.get(`/@ann/${id}`)).status));
  expect(await see(visitor)).toEqual([200, 200, 404, 404]);
  const follower = site.surfer();
  await follower.signsIn("bob");
  expect(await see(follower)).toEqual([200, 200, 200, 200]);
  await site.joins("eve");
  const stranger = site.surfer();
  await stranger.signsIn("eve");
  expect(await see(stranger)).toEqual([200, 200, 404, 404]);
  const act = await stranger.send(`/statuses/${closed}/favourite`, {}, { from: "/home" });
  expect(act.status).toBe(404);
});

test("pages of one's own ask a visitor to sign in, and then lead there", async () => {
  await using site = await openSite();
  const visitor = site.surfer();
  for (const path of [
    "/home",
    "/notifications",
    "/bookmarks",
    "/favourites",
    "/follow_requests",
    "/compose?reply=12",
    "/settings/profile",
    "/settings/sessions",
  ]) {
    const { status, headers } = await visitor.get(path);
    expect([status, headers.location]).toEqual([303, `/sign_in?return_to=${encodeURIComponent(path)}`]);
  }
  const { text } = await visitor.get("/sign_in?return_to=%2Fcompose%3Freply%3D12");
  expect(text).toContain('name="return_to" value="/compose?reply=12"');
});

test("what people call themselves and write is text", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann");
  const evil = `<img src=x onerror=alert(1)>"'</title><script>alert(2)</script>`;
  const account = await updateProfile(site.kith, ann, {
    display_name: "<b onclick=x>",
    note: evil,
    fields: [{ name: "<i>", value: `"><q><script>` }],
  });
  const id = await site.posts(account, evil, { spoiler_text: `<svg onload=alert(3)>` });
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  for (const path of [
    "/",
    "/home",
    "/@ann",
    `/@ann/${id}`,
    `/compose?reply=${id}`,
    `/statuses/${id}/edit`,
    "/settings/profile",
    `/search?q=${encodeURIComponent(evil)}`,
  ]) {
    const { text } = await surfer.get(path);
    expect([path, /<script(?! type="module" src="\/assets\/)|<img src=x|<svg onload|<b onclick|<q>|<i>/.exec(text)?.[0]]).toEqual(
      [path, undefined],
    );
  }
});

test("lists page to their end and back, each post once", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann");
  const ids: string[] = [];
  for (let n = 0; n < 45; n++) ids.unshift(await site.posts(ann, `Post ${n}`));
  const visitor = site.surfer();
  const walk = async (start: string, rel: "prev" | "next") => {
    const pages: string[][] = [];
    for (
      let path: string | undefined = start, at = start;
      path !== undefined && pages.length < 9;
      path = linkOf((await visitor.get(at)).text, rel)
    ) {
      at = path;
      pages.push(postsOf((await visitor.get(at)).text));
      if (linkOf((await visitor.get(at)).text, rel) === undefined) return { pages, last: at };
    }
    return { pages, last: "" };
  };
  const down = await walk("/@ann", "next");
  expect(down.pages.flat()).toEqual(ids);
  expect(down.pages.map((page) => page.length)).toEqual([20, 20, 5]);
  const up = await walk(down.last, "prev");
  expect(new Set(up.pages.flat())).toEqual(new Set(ids));
  expect(linkOf((await visitor.get("/@ann")).text, "prev")).toBeUndefined();
});

test("a page's address gives a server that asks for ActivityPub the object, and nothing that it may not see", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann");
  const id = await site.posts(ann, "Hello");
  const hidden = await site.posts(ann, "Hidden", { visibility: "private" });
  const peer = site.surfer();
  const accept = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"';
  const uri = `https://alpha.test/users/${ann.id}`;
  expect((await peer.get("/@ann", { accept })).json()).toMatchObject({ id: uri });
  const status = await peer.get(`/@ann/${id}`, { accept: "application/activity+json, text/html;q=0.1" });
  expect(status.json()).toMatchObject({ id: `${uri}/statuses/${id}` });
  expect((await peer.get(`/@ann/${hidden}`, { accept })).status).toBe(404);
  const { text } = await peer.get(`/@ann/${id}`);
  expect(text).toContain(`<link rel="alternate" type="application/activity+json" href="${uri}/statuses/${id}">`);
});

test("the page of somebody from elsewhere sends servers to where they live", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann");
  const uri = "https://beta.test/users/5";
  await site.kith.write(
    async (tx) => await tx.updateTable("accounts").set({ host: "beta.test", uri }).where("id", "=", ann.id).execute(),
  );
  const answer = await site.surfer().get("/@ann@beta.test", { accept: "application/activity+json" });
  expect([answer.status, answer.headers.location]).toEqual([303, uri]);
  expect((await site.surfer().get("/@ann@beta.test")).status).toBe(200);
});

test("a post has one address, and a wrong name leads to it", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann");
  await site.joins("bob");
  const id = await site.posts(ann, "Hello");
  const visitor = site.surfer();
  expect((await visitor.get(`/@bob/${id}`)).headers.location).toBe(`/@ann/${id}`);
  expect((await visitor.get(`/@Ann/${id}`)).headers.location).toBe(`/@ann/${id}`);
  expect((await visitor.get(`/users/${ann.id}`)).headers.location).toBe("https://alpha.test/@ann");
  expect((await visitor.get(`/users/${ann.id}/statuses/${id}`)).headers.location).toBe(`https://alpha.test/@ann/${id}`);
});

test("who conceals their lists shows them to themselves alone", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann");
  const bob = await site.joins("bob");
  await follow(site.kith, bob, ann);
  expect((await site.surfer().get("/@ann/followers")).text).toContain('href="/@bob"');
  await updateProfile(site.kith, ann, { hide_collections: true });
  const concealed = await site.surfer().get("/@ann/followers");
  expect(concealed.text).toContain("Kept private");
  expect(concealed.text).not.toContain('href="/@bob"');
  const own = site.surfer();
  await own.signsIn("ann");
  expect((await own.get("/@ann/followers")).text).toContain('href="/@bob"');
});

test("notifications are new until they have been looked at", async () => {
  await using site = await openSite();
  const [ann, bob] = [await site.joins("ann"), await site.joins("bob")];
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  expect((await surfer.get("/home")).text).not.toContain('class="dot"');
  await follow(site.kith, bob, ann);
  await site.posts(bob, "@ann are you there?");
  expect((await surfer.get("/home")).text).toContain('class="dot"');
  const mentions = await surfer.get("/notifications?only=mentions");
  expect(mentions.text).toContain("are you there?");
  expect(mentions.text).not.toContain("followed you");
  const { text } = await surfer.get("/notifications");
  expect(text.match(/class="notice new"/g)).toHaveLength(2);
  expect(text).not.toContain('class="dot"');
  expect((await surfer.get("/notifications")).text).not.toContain('class="notice new"');
});

test("follow requests are accepted and declined", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann", { locked: true });
  const [bob, eve] = [await site.joins("bob"), await site.joins("eve")];
  await follow(site.kith, bob, ann);
  await follow(site.kith, eve, ann);
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  const { text } = await surfer.get("/follow_requests");
  expect(text).toContain('href="/@bob"');
  await surfer.send(`/follow_requests/${bob.id}/authorize`, {}, { from: "/follow_requests" });
  await surfer.send(`/follow_requests/${eve.id}/reject`, {}, { from: "/follow_requests" });
  const follows = await site.kith.db.selectFrom("follows").select(["account_id", "state"]).execute();
  expect(follows).toEqual([{ account_id: bob.id, state: "accepted" }]);
  await expect(
    getFollowRequest(site.kith, eve.id, ann.id).then(async (asked) => await acceptFollow(site.kith, asked)),
  ).rejects.toThrow();
});

test("the front page of those who are signed in is home, with a line at the last visit", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann");
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  expect((await surfer.get("/")).headers.location).toBe("/home");
  await site.posts(ann, "first");
  await site.kith.worker.drain();
  expect((await surfer.get("/home")).text).not.toContain('class="seen"');
  await site.posts(ann, "second");
  await site.kith.worker.drain();
  expect((await surfer.get("/home")).text).toMatch(/second[^]*class="seen"[^]*first/);
  expect((await surfer.get("/home")).text).not.toContain('class="seen"');
});

test("who presses a button on another server comes to the page here on which one follows or answers", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann");
  const id = await site.posts(ann, "Hello");
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  const leads = async (uri: string) =>
    (await surfer.get(`/authorize_interaction?uri=${encodeURIComponent(uri)}`)).headers.location;
  expect(await leads("acct:ann@alpha.test")).toBe("/@ann");
  expect(await leads("https://alpha.test/@ann")).toBe("/@ann");
  expect(await leads(`https://alpha.test/users/${ann.id}/statuses/${id}`)).toBe(`/@ann/${id}`);
  expect(await leads("nobody at all")).toBe("/search?q=nobody%20at%20all");
});

test("the server says where its source is, and what it does with what people give it", async () => {
  await using site = await openSite({ source_url: "https://code.test/kith", contact_email: "owner@mail.test" });
  const visitor = site.surfer();
  const about = (await visitor.get("/about")).text;
  expect(about).toContain('id="source"');
  expect(about).toContain('<a href="https://code.test/kith">');
  const privacy = await visitor.get("/privacy-policy");
  expect([privacy.status, privacy.text]).toEqual([200, expect.stringContaining("Questions: owner@mail.test")]);
});
