/** `masto` on what few apps ask for: announcements, old filters, requests one by one, profiles, quotes, tags of one's own. */
import { createRestAPIClient } from "masto";
import sharp from "sharp";
import { expect } from "vitest";
import { createApp, OOB } from "../../../src/access/apps.ts";
import { createToken } from "../../../src/access/tokens.ts";
import { createUser } from "../../../src/accounts/create.ts";
import { names, type Steps } from "./setting.ts";

const picture = async (): Promise<File> => {
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#a37" } })
    .png()
    .toBuffer();
  return new File([new Uint8Array(bytes)], "pink.png", { type: "image/png" });
};

export const details: Steps = {
  "profiles, pictures, and several accounts and statuses at once": async ({ as, id }) => {
    const [a, b] = [as("alice"), as("bob")];
    const ids = [id("alice"), id("bob")];
    expect(names(await a.v1.accounts.fetch({ id: ids }))).toEqual(["alice", "bob"]);
    const one = await b.v1.statuses.create({ status: "One of two" });
    expect(await a.v1.statuses.fetch({ id: [one.id] })).toMatchObject([{ id: one.id }]);
    expect(await a.v1.profile.update({ displayName: "Alice A.", avatar: await picture() })).toMatchObject({
      displayName: "Alice A.",
    });
    expect((await a.v1.profile.fetch()).avatar).toMatch(/^http/);
    expect((await a.v1.profile.avatar.remove()).avatar).toContain("missing");
    expect((await a.v1.profile.header.remove()).header).toContain("missing");
    await a.v1.accounts.$select(id("bob")).follow();
    expect(await a.v1.accounts.$select(id("bob")).endorse()).toMatchObject({ endorsed: true });
    expect(names(await as().v1.accounts.$select(id("alice")).endorsements.list())).toEqual(["bob"]);
    expect(await a.v1.accounts.$select(id("bob")).unendorse()).toMatchObject({ endorsed: false });
    const media = await a.v1.media.create({ file: await picture(), description: "Pink" });
    expect(await a.v1.media.$select(media.id).update({ description: "Pinker" })).toMatchObject({ description: "Pinker" });
  },

  "somebody who has not confirmed their address asks for the letter again": async ({ live, url }) => {
    const { kith } = live();
    const email = "dora@mail.test";
    const newcomer = { username: "dora", email, password: "correct horse battery", approved: true, confirmed: false };
    const { account } = await createUser(kith, newcomer);
    const { app } = await createApp(kith, { client_name: "Masto", redirect_uris: OOB, scopes: ["read", "write"] });
    const accessToken = await createToken(kith, { app_id: app.id, user_id: account.id, scopes: "read write" });
    const dora = createRestAPIClient({ url: url(), accessToken });
    expect(await dora.v1.emails.confirmations.create({ email: "dora@other.test" })).toEqual({});
  },

  "announcements are read and reacted to": async ({ as, token, url }) => {
    const headers = { authorization: `Bearer ${token("mod")}`, "content-type": "application/json" };
    const body = JSON.stringify({ text: "Tea at four" });
    await fetch(`${url()}/api/kith/v1/admin/announcements`, { method: "POST", headers, body });
    const a = as("alice");
    const [said] = await a.v1.announcements.list();
    const announcement = a.v1.announcements.$select(said?.id ?? "");
    await announcement.reactions.$select("🫖").update();
    expect((await a.v1.announcements.list())[0]?.reactions).toMatchObject([{ name: "🫖", count: 1, me: true }]);
    await announcement.reactions.$select("🫖").remove();
    await announcement.dismiss();
    expect(await a.v1.announcements.list()).toEqual([]);
  },

  "filters, old and new, to their last part": async ({ as }) => {
    const a = as("alice");
    const old = await a.v1.filters.create({ phrase: "spoiler", context: ["home"] });
    const kept = a.v1.filters.$select(old.id);
    expect((await kept.update({ phrase: "spoilers", context: ["home"] })).phrase).toBe("spoilers");
    expect(await kept.fetch()).toMatchObject({ phrase: "spoilers" });
    expect(await a.v1.filters.list()).toHaveLength(1);
    await kept.remove();
    const status = await a.v1.statuses.create({ status: "Filtered" });
    const made = await a.v2.filters.create({ title: "Ends", context: ["home"] });
    const filter = a.v2.filters.$select(made.id);
    const keyword = await filter.keywords.create({ keyword: "ending" });
    expect(await filter.keywords.list()).toMatchObject([{ keyword: "ending" }]);
    expect(await a.v2.filters.keywords.$select(keyword.id).update({ keyword: "endings" })).toMatchObject({
      keyword: "endings",
    });
    await a.v2.filters.keywords.$select(keyword.id).remove();
    const marked = await filter.statuses.create({ statusId: status.id });
    expect(await a.v2.filters.statuses.$select(marked.id).fetch()).toMatchObject({ statusId: status.id });
    await a.v2.filters.statuses.$select(marked.id).remove();
    expect(await filter.fetch()).toMatchObject({ title: "Ends", keywords: [], statuses: [] });
  },

  "requests of those who may not notify, one by one and all at once": async ({ as }) => {
    const [a, b, m] = [as("alice"), as("bob"), as("mod")];
    await b.v2.notifications.policy.update({ forNotFollowing: "filter" });
    const asked = async () => {
      await a.v1.statuses.create({ status: "@bob may I?" });
      await m.v1.statuses.create({ status: "@bob and I?" });
      return await b.v1.notifications.requests.list();
    };
    const [first] = await asked();
    expect(await b.v1.notifications.requests.$select(first?.id ?? "").fetch()).toMatchObject({ id: first?.id });
    await b.v1.notifications.requests.$select(first?.id ?? "").dismiss();
    const ids = async () => ({ id: (await asked()).map((one) => one.id) }) as never;
    await b.v1.notifications.requests.dismiss(await ids());
    await b.v1.notifications.requests.accept(await ids());
    expect(await b.v1.notifications.requests.list()).toEqual([]);
    await b.v2.notifications.policy.update({ forNotFollowing: "accept" });
    await a.v1.statuses.create({ status: "@bob thanks" });
    const [notice] = await b.v1.notifications.fetch();
    await b.v1.notifications.$select(notice?.id ?? "").dismiss();
  },

  "quotes, direct messages, collections and tags of one's own": async ({ as, id }) => {
    const [a, b] = [as("alice"), as("bob")];
    const quoted = await a.v1.statuses.create({ status: "Quote me", quoteApprovalPolicy: "public" });
    const quoting = await b.v1.statuses.create({ status: "As she said", quotedStatusId: quoted.id });
    expect((await a.v1.statuses.$select(quoted.id).quotes.list()).map((one) => one.id)).toEqual([quoting.id]);
    const direct = await b.v1.statuses.create({ status: "@alice psst", visibility: "direct" });
    expect((await a.v1.timelines.direct.list()).map((one) => one.id)).toEqual([direct.id]);
    const { collection } = await a.v1.collections.create({ name: "Near" });
    await a.v1.collections.$select(collection.id).items.create({ accountId: id("mod") });
    expect((await a.v1.accounts.$select(id("alice")).collections.list()).collections).toHaveLength(1);
    expect((await as("mod").v1.accounts.$select(id("mod")).inCollections.list()).collections).toHaveLength(1);
    await b.v1.statuses.create({ status: "#corner" });
    const tag = b.v1.tags.$select("corner");
    expect(await tag.feature()).toMatchObject({ featuring: true });
    expect(await tag.fetch()).toMatchObject({ name: "corner" });
    expect(await tag.unfeature()).toMatchObject({ featuring: false });
  },
};
