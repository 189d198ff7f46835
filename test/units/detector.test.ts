/** Telling languages: in a process that comes when it is needed and goes when it is not. */
import { expect, test, vi } from "vitest";
import { openDetector } from "../../src/statuses/detector.ts";
import { createWorld } from "../world/world.ts";

const GERMAN = "Heute war ein schöner Tag am See, und das Wasser war noch warm.";
const FRENCH = "Aujourd'hui nous avons marché longtemps au bord de la mer.";

test("texts are told apart at once and in turn, by a process that ends when nobody asks any more", async () => {
  const detector = openDetector({ idle: 1, patience: 20_000 });
  expect(detector.isAwake()).toBe(false);
  expect(await Promise.all([GERMAN, FRENCH].map(async (text) => await detector.detect(text)))).toEqual(["de", "fr"]);
  await expect.poll(() => detector.isAwake()).toBe(false);
  expect(await detector.detect(FRENCH)).toBe("fr");
  detector.close();
  expect(detector.isAwake()).toBe(false);
});

test("who waits is not left waiting, by a slow process or one that is ended", async () => {
  const slow = openDetector({ patience: 1 });
  expect(await slow.detect(GERMAN)).toBe("");
  slow.close();
  const ended = openDetector();
  const asked = ended.detect(GERMAN);
  ended.close();
  expect(await asked).toBe("");
});

test("only who has not said a language has it guessed, and only for texts that tell one", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const detect = vi.spyOn(world.instance("alpha.test").detector, "detect");
  const languageOf = async (status: string, more = {}) =>
    (await alice.api<{ language: string | null }>("POST", "/api/v1/statuses", { status, ...more })).language;
  expect(await languageOf("Kurz #heute https://alpha.test/ @alice")).toBeNull();
  expect(await languageOf(GERMAN, { language: "en" })).toBe("en");
  expect(detect).not.toHaveBeenCalled();
  expect(await languageOf(GERMAN)).toBe("de");
  await alice.api("PATCH", "/api/v1/accounts/update_credentials", { source: { language: "fr" } });
  expect(await languageOf(GERMAN)).toBe("fr");
  expect(detect).toHaveBeenCalledOnce();
  detect.mockRestore();
});
