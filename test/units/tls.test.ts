/** Real TLS: a local authority, certificates for names and addresses, and who is trusted. */
import { X509Certificate } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { defineInstance } from "../../src/config.ts";
import { openHttp } from "../../src/http/open.ts";
import { issueCertificate, makeAuthority } from "../../src/tls/authority.ts";
import { localAuthority, localCertificate } from "../../src/tls/local.ts";
import { makeClock, openTestKith } from "../world/instance.ts";
import { serve } from "../../src/start.ts";

/** A server that shows a certificate for `names`, whoever asks. */
async function serveWith(certificate: { certificate: string; key: string }): Promise<number> {
  const server = createServer({ cert: certificate.certificate, key: certificate.key }, (_request, response) =>
    response.end("safe"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

function client(port: number, authorities: string[]) {
  const connect = () => ({ host: "127.0.0.1", port, tls: true });
  const http = openHttp({ connect, allow_private_addresses: false, user_agent: "test", authorities });
  onTestFinished(async () => await http.close());
  return http;
}

test("a certificate of a trusted authority is believed for its own name, and for no other", async () => {
  const authority = await makeAuthority("Test authority", Date.now());
  const issued = await issueCertificate(authority, ["alpha.test", "127.0.0.1"], Date.now());
  const http = client(await serveWith(issued), [authority.certificate]);
  expect((await http.request({ url: "https://alpha.test/" })).body.toString()).toBe("safe");
  await expect(http.request({ url: "https://beta.test/" })).rejects.toMatchObject({ reason: "network" });
});

test("a stranger's authority is not believed", async () => {
  const [ours, theirs] = [await makeAuthority("Ours", Date.now()), await makeAuthority("Theirs", Date.now())];
  const port = await serveWith(await issueCertificate(theirs, ["alpha.test"], Date.now()));
  await expect(client(port, [ours.certificate]).request({ url: "https://alpha.test/" })).rejects.toMatchObject({
    reason: "network",
  });
});

test("the authority may sign servers and nothing else, and a certificate is short-lived", async () => {
  const authority = await makeAuthority("Test authority", Date.now());
  const [root, leaf] = [authority, await issueCertificate(authority, ["alpha.test"], Date.now())].map(
    (pair) => new X509Certificate(pair.certificate),
  );
  expect(root?.ca).toBe(true);
  expect(leaf?.ca).toBe(false);
  expect(leaf?.checkIssued(root as X509Certificate)).toBe(true);
  const days = (Date.parse(leaf?.validTo ?? "") - Date.parse(leaf?.validFrom ?? "")) / 86_400_000;
  expect(days).toBeLessThan(399);
});

test("an instance keeps its authority, whose key nobody else may read", async () => {
  const data = mkdtempSync(join(tmpdir(), "kith-tls-"));
  onTestFinished(() => rmSync(data, { recursive: true }));
  const instance = defineInstance({ domain: "localhost:3443", data, listen: { https: true } });
  expect(instance.origin).toBe("https://localhost:3443");
  const first = await localAuthority(instance, Date.now());
  expect(await localAuthority(instance, Date.now())).toEqual(first);
  expect(statSync(join(data, "tls", "authority.key")).mode & 0o077).toBe(0);
  const leaf = new X509Certificate((await localCertificate(instance, Date.now())).certificate);
  expect(leaf.checkHost("localhost")).toBe("localhost");
});

test("a development server answers https", async () => {
  // Certificates are judged by the machine's clock, so they are dated by it.
  await using kith = await openTestKith("localhost:3443", { config: { listen: { https: true } }, clock: makeClock(Date.now()) });
  const serving = await serve(kith, { host: "127.0.0.1", port: 0 });
  const { certificate } = await localAuthority(kith.instance, Date.now());
  const response = await client(serving.port, [certificate]).request({ url: "https://localhost:3443/health" });
  expect(response).toMatchObject({ status: 200 });
  await serving.close();
});
