/** What a first start has had compiled, no later process strips or compiles again: not even where it opens doors that nobody has come through before. */
import { once } from "node:events";
import { readdirSync, readFileSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { install, run, writeConfig } from "../world/process.ts";

/** Node's own part that strips types. */
const STRIPS = "NativeModule internal/deps/amaro/dist/index";

test(
  "the first start reads all of Kith aside; after that no process loads what strips types, whatever is asked of it",
  { timeout: 60_000 },
  async () => {
    using place = await install({ log: "warning" });
    const { origin, folder, port } = place;
    const config = join(folder, "instance.config.mjs");
    writeConfig(config, { domain: `127.0.0.1:${port}`, listen: { host: "127.0.0.1", port }, data: "data", log: "warning" });
    const [cache, list, hook] = [join(folder, "cache"), join(folder, "loaded.json"), join(folder, "hook.mjs")];
    writeFileSync(
      hook,
      `import { writeFileSync } from "node:fs";
    process.once("exit", () => writeFileSync(process.env.LOADED, JSON.stringify(process.moduleLoadList)));`,
    );
    const start = (env: Record<string, string>) => {
      const server = run("start.js", ["--config", config], { NODE_COMPILE_CACHE: cache, ...env });
      onTestFinished(() => server.signal("SIGKILL"));
      return server;
    };

    const first = start({});
    await first.says(/listening on/);
    const watcher = watch(cache, { recursive: true });
    while (!readdirSync(cache, { recursive: true }).some((name) => String(name).endsWith("whole"))) await once(watcher, "change");
    watcher.close();
    first.signal("SIGTERM");
    expect(await first.ended).toBe(0);

    const again = start({ NODE_OPTIONS: `--import ${pathToFileURL(hook).href}`, LOADED: list });
    await again.says(/listening on/);
    for (const path of ["/about", "/explore", "/api/v2/instance", "/oauth/authorize", "/users/1/outbox"])
      expect((await fetch(`${origin}${path}`)).status, path).toBeLessThan(500);
    again.signal("SIGTERM");
    expect(await again.ended).toBe(0);
    const loaded = JSON.parse(readFileSync(list, "utf8")) as string[];
    expect(loaded.length).toBeGreaterThan(100);
    expect(loaded).not.toContain(STRIPS);
  },
);
