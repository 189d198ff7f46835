/** A real process whose memory is nearly spent: how much it takes is what the system says. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { install } from "../world/process.ts";

const MB = 1_000_000;

test("a real server under a low ceiling stays below it while it is flooded with large bodies, answers readers, and recovers", async () => {
  const ceiling = 330 * MB;
  using place = await install({ limits: { rate: false, memory: ceiling }, log: "warning" });
  const server = await place.start();
  let highest = 0;
  const look = () => {
    const pages = Number(readFileSync(`/proc/${server.pid}/statm`, "utf8").split(" ")[1]);
    highest = Math.max(highest, pages * 4096);
  };
  const body = Buffer.alloc(950_000, "x");
  const wave = async (path: string, type: string, count: number) =>
    await Promise.all(
      Array.from({ length: count }, async () => {
        const answer = await fetch(`${place.origin}${path}`, { method: "POST", body, headers: { "content-type": type } }).catch(
          () => undefined,
        );
        look();
        return answer === undefined ? 0 : (await answer.arrayBuffer(), answer.status);
      }),
    );
  const statuses: number[] = [];
  const read: number[] = [];
  for (let round = 0; round < 2; round++) {
    const waves = [wave("/inbox", "application/activity+json", 80), wave("/api/v1/statuses", "application/json", 30)];
    const answer = await fetch(`${place.origin}/health`);
    read.push(answer.status, (await fetch(`${place.origin}/api/v2/instance`)).status);
    for (const one of await Promise.all(waves)) statuses.push(...one);
    look();
  }
  expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(0);
  expect(read.every((status) => status === 200)).toBe(true);
  expect(highest).toBeLessThan(ceiling);
  // By itself, in its own time; what is asked once more then is answered as ever.
  await expect
    .poll(async () => (await wave("/inbox", "application/activity+json", 1))[0], { timeout: 30_000, interval: 250 })
    .toBe(400);
  expect(server.output()).toContain("memory is nearly spent");
  expect(server.output().split("memory is nearly spent").length).toBeLessThan(4);
  server.signal("SIGTERM");
  await server.ended;
}, 90_000);
