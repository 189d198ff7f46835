/** The one way out, against servers that lead astray. */
import { describe, expect, test } from "vitest";
import { bodyOf, client, failureOf, redirectTo, serve } from "./http-sites.ts";

describe("redirects", () => {
  test("are an answer unless asked to follow", async () => {
    const alpha = await serve(redirectTo("/there"));
    const answer = await client({ "alpha.test": alpha }).request({ url: "https://alpha.test/" });
    expect([answer.status, answer.headers["location"]]).toEqual([302, "/there"]);
  });

  test("are followed up to the limit", async () => {
    const alpha = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left > 0) response.writeHead(301, { location: String(left - 1) }).end();
      else response.end("arrived");
    });
    const http = client({ "alpha.test": alpha });
    const answer = await http.request({ url: "https://alpha.test/3", redirects: 3 });
    expect([answer.url, answer.body.toString()]).toEqual(["https://alpha.test/0", "arrived"]);
    expect(await failureOf(http.request({ url: "https://alpha.test/3", redirects: 2 }))).toBe("redirects");
    expect(await failureOf(http.request({ url: "https://alpha.test/9", redirects: 100 }))).toBe("redirects");
    expect(alpha.sockets).toBeLessThanOrEqual(2);
  });

  test("in a circle end at once", async () => {
    const alpha = await serve(redirectTo("https://beta.test/"));
    const beta = await serve(redirectTo("https://alpha.test/#again"));
    expect(
      await failureOf(client({ "alpha.test": alpha, "beta.test": beta }).request({ url: "https://alpha.test/", redirects: 5 })),
    ).toBe("redirects");
    expect([alpha.requests.length, beta.requests.length]).toEqual([1, 1]);
  });

  test.each([
    ["https://127.0.0.1/", "blocked"],
    ["https://[::ffff:a9fe:a9fe]/latest/meta-data", "blocked"],
    ["https://localhost/", "blocked"],
    ["http://alpha.test/plain", "redirects"],
    ["file:///etc/passwd", "redirects"],
    ["https://me:secret@alpha.test/", "redirects"],
    ["https://", "redirects"],
  ])("to %s are not followed", async (location, reason) => {
    const alpha = await serve(redirectTo(location));
    expect(await failureOf(client({ "alpha.test": alpha }).request({ url: "https://alpha.test/", redirects: 3 }))).toBe(reason);
    expect(alpha.requests.length).toBe(1);
  });

  test.each([
    [301, "GET", ""],
    [302, "GET", ""],
    [303, "GET", ""],
    [307, "POST", "hello"],
    [308, "POST", "hello"],
  ])("%i turns POST into %s", async (status, method, body) => {
    const alpha = await serve(async (request, response) => {
      if (request.url === "/") redirectTo("/there", status)(request, response);
      else
        response
          .writeHead(200, { "x-type": String(request.headers["content-type"]) })
          .end(`${request.method} ${await bodyOf(request)}`);
    });
    const headers = { "content-type": "text/plain", digest: "x" };
    const answer = await client({ "alpha.test": alpha }).request({
      method: "POST",
      url: "https://alpha.test/",
      headers,
      body: "hello",
      redirects: 1,
    });
    expect(answer.body.toString()).toBe(`${method} ${body}`);
    expect(answer.headers["x-type"]).toBe(body === "" ? "undefined" : "text/plain");
  });

  test("secrets stay with their origin, and every hop is signed for itself", async () => {
    const alpha = await serve((request, response) =>
      redirectTo(request.url === "/1" ? "/2" : "https://beta.test/3")(request, response),
    );
    const beta = await serve((_, response) => void response.end());
    const http = client({ "alpha.test": alpha, "beta.test": beta });
    const headers = { Authorization: "Bearer x", Cookie: "a=b", Signature: "old", "Signature-Input": "old", accept: "a/b" };
    await http.request({ url: "https://alpha.test/1", headers, redirects: 2 });
    expect(alpha.requests[1]?.headers).toMatchObject({ authorization: "Bearer x", cookie: "a=b" });
    for (const name of ["authorization", "cookie", "signature", "signature-input"])
      expect(beta.requests[0]?.headers[name]).toBeUndefined();
    expect(beta.requests[0]?.headers).toMatchObject({ accept: "a/b", host: "beta.test" });

    const sign = (hop: { method: string; url: URL; headers: Record<string, string>; body: Buffer | undefined }) => ({
      Host: hop.url.host,
      Signature: `${hop.method} ${hop.url.href} ${hop.headers["signature"] ?? "none"} ${hop.body?.toString() ?? "empty"}`,
    });
    await http.request({ method: "POST", url: "https://alpha.test/1", body: "hi", sign, redirects: 2 });
    const signatures = [...alpha.requests.slice(2), ...beta.requests.slice(1)].map((request) => request.headers["signature"]);
    expect(signatures).toEqual([
      "POST https://alpha.test/1 none hi",
      "GET https://alpha.test/2 none empty",
      "GET https://beta.test/3 none empty",
    ]);
  });

  test("https may lead to http where private addresses are allowed", async () => {
    const alpha = await serve((request, response) =>
      request.url === "/" ? redirectTo("http://alpha.test/plain")(request, response) : void response.end("plain"),
    );
    const http = client({ "alpha.test": alpha }, { allow_private_addresses: true });
    expect((await http.request({ url: "https://alpha.test/", redirects: 1 })).body.toString()).toBe("plain");
  });
});
