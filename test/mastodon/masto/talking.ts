/** `masto` as most apps use it: posts, pages, pictures, and live events. */
import { createStreamingAPIClient, MastoHttpError, type mastodon } from "masto";
import sharp from "sharp";
import { expect } from "vitest";
import { type Steps } from "./setting.ts";

export const talking: Steps = {
  "it learns who it is and where": async ({ as, url }) => {
    const account = await as("alice").v1.accounts.verifyCredentials();
    expect(account).toMatchObject({
      username: "alice",
      acct: "alice",
      source: { privacy: "public" },
      role: { permissions: "0" },
    });
    const instance = await as().v2.instance.fetch();
    expect(instance).toMatchObject({ domain: new URL(url()).host, configuration: { statuses: { maxCharacters: 5000 } } });
    expect(instance.configuration.urls.streaming).toMatch(/^ws:/);
  },

  "it posts, reads, marks, edits and deletes": async ({ as }) => {
    const alice = as("alice");
    const status = await alice.v1.statuses.create({ status: "Hello from masto", visibility: "public", language: "en" });
    expect(status).toMatchObject({ content: "<p>Hello from masto</p>", account: { acct: "alice" }, language: "en" });
    expect((await alice.v1.timelines.home.list())[0]?.id).toBe(status.id);
    expect((await as().v1.timelines.public.list({ local: true }))[0]?.id).toBe(status.id);
    const bob = as("bob");
    expect(await bob.v1.statuses.$select(status.id).favourite()).toMatchObject({ favourited: true });
    expect((await alice.v1.statuses.$select(status.id).favouritedBy.list()).map(({ acct }) => acct)).toEqual(["bob"]);
    expect((await alice.v1.notifications.list()).map(({ type }) => type)).toContain("favourite");
    await alice.v1.statuses.$select(status.id).update({ status: "Hello again from masto" });
    expect((await alice.v1.statuses.$select(status.id).fetch()).content).toContain("again");
    expect(await alice.v1.statuses.$select(status.id).source.fetch()).toMatchObject({ text: "Hello again from masto" });
    await alice.v1.statuses.$select(status.id).remove();
    const gone = await alice.v1.statuses
      .$select(status.id)
      .fetch()
      .catch((error: unknown) => error);
    expect(gone).toBeInstanceOf(MastoHttpError);
    expect((gone as MastoHttpError).statusCode).toBe(404);
  },

  "it follows its pages to the end": async ({ as }) => {
    const alice = as("alice");
    const made = [];
    for (let i = 0; i < 7; i++) made.unshift((await alice.v1.statuses.create({ status: `page ${i}` })).id);
    const { id } = await alice.v1.accounts.verifyCredentials();
    const read = [];
    for await (const page of alice.v1.accounts.$select(id).statuses.list({ limit: 3 }))
      read.push(...page.map((status) => status.id));
    expect(read).toEqual(made);
  },

  "it uploads a picture, describes it and posts it": async ({ as }) => {
    const alice = as("alice");
    const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background: "#a37" } })
      .jpeg()
      .toBuffer();
    const file = new File([new Uint8Array(bytes)], "pink.jpg", { type: "image/jpeg" });
    const media = await alice.v2.media.create({ file, description: "Pink" });
    expect(media).toMatchObject({ type: "image", description: "Pink", meta: { original: { width: 64, height: 48 } } });
    expect(media.blurhash).toMatch(/^.{6,}$/);
    const status = await alice.v1.statuses.create({ mediaIds: [media.id] });
    expect(status.mediaAttachments).toMatchObject([{ id: media.id, description: "Pink" }]);
    const stored = await fetch(media.url ?? "");
    expect([stored.status, stored.headers.get("content-type")]).toEqual([200, expect.stringMatching(/^image\//)]);
  },

  "it streams home and notifications over a WebSocket": async ({ as, token, url }) => {
    const [alice, bob] = [as("alice"), as("bob")];
    const streaming = createStreamingAPIClient({
      streamingApiUrl: url().replace(/^http/, "ws"),
      accessToken: token("alice"),
      retry: false,
    });
    try {
      using events = streaming.user.subscribe();
      const heard: mastodon.streaming.Event[] = [];
      const all = (async () => {
        for await (const event of events) {
          heard.push(event);
          if (heard.some(({ event: name }) => name === "notification") && heard.some(({ event: name }) => name === "delete"))
            return;
        }
      })();
      await streaming.prepare();
      // The subscription is answered with nothing, so the first thing said in it is what is waited for.
      const status = await alice.v1.statuses.create({ status: "Live" });
      await bob.v1.statuses.create({ status: "@alice hello, live" });
      await alice.v1.statuses.$select(status.id).remove();
      await all;
      const names = heard.map(({ event }) => event);
      expect(names).toContain("update");
      expect(heard.find(({ event }) => event === "notification")).toMatchObject({
        payload: { type: "mention", account: { acct: "bob" } },
      });
    } finally {
      streaming.close();
    }
  },
};
