/** `masto` on what needs others, or time: translations, the cards of links, and the report of a year that is over. */
import { expect } from "vitest";
import { makeNetwork, serveByHand } from "../../world/network.ts";
import type { LiveOptions } from "../live.ts";
import type { Steps } from "./setting.ts";

const PAGE = `<html><head><title>Bread</title><meta property="og:title" content="Bread & butter"></head></html>`;

/** A service that translates, and a page that is linked to; both answer until they are closed. */
export async function openOthers(): Promise<{ options: LiveOptions; close(): Promise<void> }> {
  const network = makeNetwork();
  const words = await serveByHand(({ path }) => ({
    type: "application/json",
    body: path === "/api/languages" ? [{ code: "en", targets: ["en", "de"] }] : { translatedText: ["<p>Brot</p>"] },
  }));
  const news = await serveByHand(() => ({ type: "text/html", body: PAGE }));
  network.route("words.test", words.port);
  network.route("news.test", news.port);
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead, advance: (ms: number) => void (ahead += ms) };
  return {
    options: {
      now: clock.now,
      clock,
      connect: network.connect,
      config: { translation: { url: "https://words.test/api/" } },
    },
    close: async () => {
      await words.close();
      await news.close();
    },
  };
}

export const outside: Steps = {
  "a status is translated": async ({ as }) => {
    const status = await as("alice").v1.statuses.create({ status: "Bread", language: "en" });
    const said = await as("bob").v1.statuses.$select(status.id).translate({ lang: "de" });
    expect(said).toMatchObject({ content: "<p>Brot</p>", language: "de" });
  },

  "what links somewhere is found by its link": async ({ as, live }) => {
    const status = await as("alice").v1.statuses.create({ status: "Read https://news.test/a" });
    live().kith.clock.advance(120_000);
    await live().kith.worker.drain();
    const found = await as("bob").v1.timelines.link.list({ url: "https://news.test/a" });
    expect(found.map(({ id }) => id)).toEqual([status.id]);
    const card = await live().kith.db.selectFrom("cards").select("id").executeTakeFirstOrThrow();
    const review = as("mod").v1.admin.trends.links.$select(String(card.id));
    for (const decided of [await review.approve(), await review.reject()])
      expect(decided).toMatchObject({ title: "Bread & butter" });
  },

  "a year that is over is reckoned and read": async ({ as, live }) => {
    const year = new Date(live().kith.clock.now()).getUTCFullYear();
    live().kith.clock.advance(Date.UTC(year + 1, 0, 5) - live().kith.clock.now());
    const report = as("alice").v1.annualReports.$select(String(year));
    await report.generate();
    await live().kith.worker.drain();
    await expect.poll(async () => (await report.state.fetch()).state).toBe("available");
    expect((await report.fetch()).annualReports).toMatchObject([{ year }]);
    await report.read();
  },
};
