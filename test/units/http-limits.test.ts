/** The one way out, against servers that overfeed and dawdle. */
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { client, failureOf, serve } from "./http-sites.ts";

describe("too much", () => {
  const big = Buffer.alloc(4000, "x");
  test.each([
    ["announced", (response: ServerResponse) => response.writeHead(200, { "content-length": 4000 }).end(big)],
    ["chunked", (response: ServerResponse) => (response.write(big.subarray(0, 900)), response.end(big))],
    [
      "gzip bomb",
      (response: ServerResponse) =>
        response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(1e6)).subarray(0, 1e6)),
    ],
    [
      "br bomb",
      (response: ServerResponse) =>
        response.writeHead(200, { "content-encoding": "br" }).end(brotliCompressSync(Buffer.alloc(1e6))),
    ],
  ])("%s", async (_, send) => {
    const alpha = await serve((_, response) => void send(response));
    const http = client({ "alpha.test": alpha });
    const failure = await http.request({ url: "https://alpha.test/", max_bytes: 1000 }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason: "too-large", status: 200 });
    expect((await http.request({ url: "https://alpha.test/", max_bytes: 2e6 })).status).toBe(200);
  });

  test("an endless body is cut off at the cap", async () => {
    const alpha = await serve((_, response) => {
      const feed = () => {
        while (!response.destroyed && response.write(big));
      };
      response.on("drain", feed);
      feed();
    });
    const http = client({ "alpha.test": alpha });
    expect(await failureOf(http.request({ url: "https://alpha.test/", max_bytes: 50_000 }))).toBe("too-large");
  });

  test("the cap itself is allowed, in many small chunks too", async () => {
    const alpha = await serve(async (_, response) => {
      for (let n = 0; n < 1000; n++) response.write(String(n % 10));
      response.end();
    });
    const { body } = await client({ "alpha.test": alpha }).request({ url: "https://alpha.test/", max_bytes: 1000 });
    expect(body.toString()).toBe("0123456789".repeat(100));
  });

  test("an error page cannot hide its status", async () => {
    const alpha = await serve((request, response) => {
      if (request.url === "/packed") response.writeHead(410, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(1e6)));
      else response.writeHead(410).end(big);
    });
    const http = client({ "alpha.test": alpha });
    for (const path of ["/", "/packed"]) {
      const answer = await http.request({ url: `https://alpha.test${path}`, max_bytes: 2000 });
      expect([answer.status, answer.body.length]).toEqual([410, 0]);
    }
  });

  test("packed answers are unpacked, spoilt ones fail, unknown codings stay", async () => {
    const packed: Record<string, [string, Buffer]> = {
      "/gzip": ["GZIP", gzipSync("hello")],
      "/br": ["br", brotliCompressSync("hello")],
      "/cut": ["gzip", gzipSync("hello").subarray(0, 12)],
      "/lie": ["gzip", Buffer.from("hello")],
      "/odd": ["rot13", Buffer.from("uryyb")],
    };
    const alpha = await serve((request, response) => {
      const [coding, body] = packed[request.url ?? ""] ?? ["", big];
      response.writeHead(200, { "content-encoding": coding }).end(body);
    });
    const http = client({ "alpha.test": alpha });
    const get = (path: string) => http.request({ url: `https://alpha.test${path}` });
    for (const path of ["/gzip", "/br"]) {
      const { body, headers } = await get(path);
      expect(body.toString()).toBe("hello");
      expect(headers["content-encoding"]).toBeUndefined();
    }
    expect(alpha.requests[0]?.headers["accept-encoding"]).toBe("gzip, br");
    expect(await failureOf(get("/cut"))).toBe("network");
    expect(await failureOf(get("/lie"))).toBe("network");
    expect((await get("/odd")).body.toString()).toBe("uryyb");
  });

  test("too many headers", async () => {
    const alpha = await serve((_, response) => void response.writeHead(200, { "x-big": "x".repeat(40_000) }).end());
    expect(await failureOf(client({ "alpha.test": alpha }).request({ url: "https://alpha.test/" }))).toBe("too-large");
  });
});

describe("too slow", () => {
  test("no headers, and the connection is let go", async () => {
    let arrived = false;
    const closed = Promise.withResolvers<void>();
    const alpha = await serve((request) => {
      arrived = true;
      request.socket.once("close", () => closed.resolve());
    });
    const http = client({ "alpha.test": alpha });
    // On a machine that is busy with other things the time may be up before anything has been asked.
    for (let timeout = 50; !arrived; timeout *= 2)
      expect(await failureOf(http.request({ url: "https://alpha.test/", timeout }))).toBe("timeout");
    await closed.promise;
  });

  test("a body that trickles is not kept alive by its trickle", async () => {
    const alpha = await serve((_, response) => {
      const drip = setInterval(() => response.write("."), 10);
      response.once("close", () => clearInterval(drip));
    });
    const http = client({ "alpha.test": alpha });
    const failure = await http.request({ url: "https://alpha.test/", timeout: 60 }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason: "timeout" });
  });

  test("redirects share one deadline", async () => {
    const alpha = await serve((request, response) => {
      const next = Number(request.url?.slice(1)) + 1;
      const timer = setTimeout(() => response.writeHead(302, { location: `/${next}` }).end(), 30);
      response.once("close", () => clearTimeout(timer));
    });
    const http = client({ "alpha.test": alpha });
    expect(await failureOf(http.request({ url: "https://alpha.test/0", timeout: 75, redirects: 5 }))).toBe("timeout");
  });

  test("no connection: requests that waited for one are not sent afterwards", async () => {
    const alpha = await serve(
      (request, response) => void (request.url === "/slow" ? release.promise.then(() => response.end()) : response.end()),
    );
    const release = Promise.withResolvers<void>();
    const http = client({ "alpha.test": alpha }, { maxConnectionsPerHost: 1 });
    const slow = http.request({ url: "https://alpha.test/slow" });
    expect(await failureOf(http.request({ url: "https://alpha.test/late", timeout: 40 }))).toBe("timeout");
    release.resolve();
    expect((await slow).status).toBe(200);
    expect((await http.request({ url: "https://alpha.test/next" })).status).toBe(200);
    expect(alpha.requests.map((request) => request.url)).toEqual(["/slow", "/next"]);
    expect(alpha.sockets).toBe(1);
  });

  test("a TLS handshake that never comes", async () => {
    const mute = createServer((socket) => socket.on("error", () => {}));
    mute.listen(0, "127.0.0.1");
    await once(mute, "listening");
    onTestFinished(() => void mute.close());
    const { port } = mute.address() as AddressInfo;
    const http = client({}, { connect: () => ({ host: "127.0.0.1", port, tls: true }) });
    expect(await failureOf(http.request({ url: "https://alpha.test/", timeout: 50 }))).toBe("timeout");
  });

  test("the caller gives up", async () => {
    const alpha = await serve(() => caller.abort());
    const caller = new AbortController();
    const http = client({ "alpha.test": alpha });
    expect(await failureOf(http.request({ url: "https://alpha.test/", signal: caller.signal }))).toBe("network");
    expect(await failureOf(http.request({ url: "https://alpha.test/", signal: caller.signal }))).toBe("network");
    expect(
      await failureOf(
        http.request({ url: "https://alpha.test/", signal: AbortSignal.abort(new DOMException("", "TimeoutError")) }),
      ),
    ).toBe("timeout");
    expect(alpha.requests.length).toBe(1);
  });
});
