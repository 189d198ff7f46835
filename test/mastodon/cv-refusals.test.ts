/** What our API says of what it does not take into a CV. */
import { expect, test } from "vitest";
import { createWorld } from "../world/world.ts";

test("what is refused of a CV is named, and nothing of it is changed", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const refused = async (said: Record<string, unknown>) => {
    const { status, text } = await alice.asks("PATCH", "/api/kith/v1/cv", said);
    return [status, (JSON.parse(text) as { error: string }).error];
  };
  const told: [Record<string, unknown>, string][] = [
    [{ audience: { skills: "strangers" } }, "Audience skills is invalid"],
    [{ audience: { hobbies: "everyone" } }, "Audience is invalid"],
    [{ languages: [{ name: "German", level: "superb" }] }, "Languages level is invalid"],
    [{ open_to: ["dancing"] }, "Open to is invalid"],
    [{ experience: [{ title: "Baker", from: "spring" }] }, "From must be written as 2026-03"],
    [{ education: [{ title: "Bread", until: "spring" }] }, "Until must be written as 2026-03"],
    [{ experience: [{ title: "Baker", from: "2020", until: "2019" }] }, "Until is before the beginning"],
    [{ education: Array.from({ length: 31 }, () => ({ title: "Bread" })) }, "Education entries are too many (maximum is 30)"],
  ];
  for (const [said, words] of told)
    expect(await refused({ headline: "Baker", ...said })).toEqual([422, `Validation failed: ${words}`]);
  expect(await alice.api("GET", "/api/kith/v1/cv")).toMatchObject({ headline: "", experience: [], education: [] });
});
