/** The one way out: asking, keeping connections, and staying out of private networks. */
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { LookupFunction } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { guardLookup, openConnector } from "../../src/http/connector.ts";
import { openPools } from "../../src/http/pools.ts";
import { bodyOf, client, failureOf, serve } from "./http-sites.ts";

describe("asking", () => {
  test("an https name reaches its server with its own Host header and our user agent", async () => {
    const alpha = await serve(
      (_, response) => void response.writeHead(404, { "X-One": "1", "set-cookie": ["a", "b"] }).end("nothing"),
    );
    const answer = await client({ "alpha.test": alpha }).request({
      url: "https://ALPHA.test./a?b=c#d",
      headers: {
        Accept: "text/plain",
        host: "victim.test",
        "User-Agent": "forged",
        "content-length": "99",
        "Transfer-Encoding": "chunked",
      },
    });
    expect(answer).toMatchObject({
      status: 404,
      url: "https://alpha.test/a?b=c",
      headers: { "x-one": "1", "set-cookie": "a, b" },
    });
    expect(answer.body.toString()).toBe("nothing");
    expect(alpha.requests[0]?.url).toBe("/a?b=c");
    expect(alpha.requests[0]?.headers).toMatchObject({ host: "alpha.test", accept: "text/plain", "user-agent": "Kith/1 (test)" });
    expect(alpha.requests[0]?.headers["content-length"]).toBeUndefined();
  });

  test("connections are kept, and no more than the cap are opened", async () => {
    const waiting: ServerResponse[] = [];
    const alpha = await serve(async (request, response) => {
      const text = await bodyOf(request);
      if (text === "wait") waiting.push(response);
      else response.end(text);
      if (waiting.length === 2) for (const held of waiting.splice(0)) held.end();
    });
    const http = client({ "alpha.test": alpha }, { maxConnectionsPerHost: 2 });
    for (let n = 0; n < 5; n++) {
      const answer = await http.request({ method: "POST", url: "https://alpha.test/inbox", body: `hello ${n}` });
      expect(answer.body.toString()).toBe(`hello ${n}`);
    }
    // A second one is opened when the first has not yet seen the end of its answer.
    expect(alpha.sockets).toBeLessThanOrEqual(2);
    await Promise.all(
      Array.from({ length: 8 }, () => http.request({ method: "POST", url: "https://alpha.test/inbox", body: "wait" })),
    );
    expect(alpha.sockets).toBe(2);
  });

  test("an interim answer is not the answer", async () => {
    const alpha = await serve((_, response) =>
      response.writeEarlyHints({ link: "</a.css>; rel=preload" }, () => response.end("done")),
    );
    const answer = await client({ "alpha.test": alpha }).request({ url: "https://alpha.test/" });
    expect([answer.status, answer.body.toString()]).toEqual([200, "done"]);
  });

  test("a GET is asked again when the kept connection turns out dead, a POST is not", async () => {
    const alpha = await serve((request, response) => {
      if (alpha.requests.length % 2 === 0) request.socket.destroy();
      else response.end("ok");
    });
    const http = client({ "alpha.test": alpha });
    const ask = (method: string) => http.request({ method, url: "https://alpha.test/" });
    expect((await ask("GET")).status).toBe(200);
    expect((await ask("GET")).status).toBe(200);
    expect(alpha.requests.length).toBe(3);
    expect(await failureOf(ask("POST"))).toBe("network");
    expect(alpha.requests.length).toBe(4);
  });

  test.each(["ftp://alpha.test/", "https://me:secret@alpha.test/", "https://", "/inbox"])("%s is no URL for us", async (url) => {
    expect(await failureOf(client().request({ url }))).toBe("url");
  });

  test("headers cannot smuggle lines", async () => {
    const alpha = await serve((_, response) => void response.end());
    const http = client({ "alpha.test": alpha });
    expect(await failureOf(http.request({ url: "https://alpha.test/", headers: { accept: "a\r\nx: y" } }))).toBe("network");
    expect(alpha.requests.length).toBe(0);
  });

  test("close waits for what is under way; after it nothing goes out", async () => {
    const alpha = await serve((_, response) => void closing.promise.then(() => response.end()));
    const closing = Promise.withResolvers<void>();
    const http = client({ "alpha.test": alpha });
    const running = http.request({ url: "https://alpha.test/" });
    await once(alpha.server, "request");
    const closed = http.close();
    closing.resolve();
    expect((await running).status).toBe(200);
    await closed;
    expect(await failureOf(http.request({ url: "https://alpha.test/" }))).toBe("network");
  });
});

describe("private addresses", () => {
  test.each([
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.1",
    "0x7f000001",
    "017700000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "１２７.0.0.1",
    "0",
    "10.0.0.1",
    "169.254.169.254",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
    "[fe80::1]",
    "[fd00::1]",
  ])("%s is not connected to", async (host) => {
    const alpha = await serve((_, response) => void response.end());
    const request = { url: `http://${host}:${alpha.port}/` };
    expect(await failureOf(client().request(request))).toBe("blocked");
    expect(alpha.sockets).toBe(0);
  });

  const answers =
    (...addresses: string[]): LookupFunction =>
    (_, options, callback) => {
      const all = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
      if (options.all) callback(null, all);
      else callback(null, all[0]?.address ?? "", all[0]?.family);
    };

  test.each([[["127.0.0.1"]], [["::1"]], [["1.1.1.1", "127.0.0.1"]], [["2606:4700::1", "::ffff:10.0.0.1"]]])(
    "a name that resolves to %j is refused",
    async (found) => {
      expect(await failureOf(client({}, { lookup: answers(...found) }).request({ url: "https://beta.test/" }))).toBe("blocked");
    },
  );

  test("a name that rebinds is judged at every connection, by the very addresses handed to it", async () => {
    let asked = 0;
    const rebinding: LookupFunction = (host, options, callback) =>
      answers(asked++ === 0 ? "1.1.1.1" : "127.0.0.1")(host, options, callback);
    const guarded = guardLookup(rebinding);
    const found = (all: boolean) =>
      new Promise((resolve) => guarded("beta.test", { all }, (error, address) => resolve(error ?? address)));
    expect(await found(true)).toEqual([{ address: "1.1.1.1", family: 4 }]);
    expect(await found(false)).toMatchObject({ reason: "blocked" });
    asked = 0;
    expect(await found(false)).toBe("1.1.1.1");
    expect(asked).toBe(1);

    const alpha = await serve((_, response) => void response.end());
    expect(await failureOf(client({}, { lookup: guarded }).request({ url: `http://beta.test:${alpha.port}/` }))).toBe("blocked");
    expect(alpha.sockets).toBe(0);
  });

  test("a name that does not resolve is the network's failure", async () => {
    const lookup: LookupFunction = (_, __, callback) =>
      callback(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }), "", 0);
    expect(await failureOf(client({}, { lookup }).request({ url: "https://beta.test/" }))).toBe("network");
  });

  test("they are reached where they are allowed", async () => {
    const alpha = await serve((_, response) => void response.end("home"));
    const http = client({}, { allow_private_addresses: true, lookup: answers("127.0.0.1") });
    expect((await http.request({ url: `http://beta.test:${alpha.port}/` })).body.toString()).toBe("home");
    expect((await http.request({ url: `http://127.1:${alpha.port}/` })).body.toString()).toBe("home");
  });
});

describe("pools", () => {
  test("go when their last connection goes, and make room for others", async () => {
    const alpha = await serve((_, response) => void response.end());
    const connect = openConnector({
      allow_private_addresses: false,
      connect: () => ({ host: "127.0.0.1", port: alpha.port, tls: false }),
    });
    const pools = openPools(connect, 8);
    onTestFinished(() => pools.close());
    const pool = pools.get("https://alpha.test");
    await (await pool.request({ path: "/", method: "GET" })).body.dump();
    expect(pools.get("https://alpha.test")).toBe(pool);
    const gone = once(pool, "disconnect");
    alpha.server.closeAllConnections();
    await gone;
    expect(pools.count()).toBe(0);
    for (let n = 0; n < 1100; n++) pools.get(`https://n${n}.test`);
    expect(pools.count()).toBe(1000);
  });
});
