/** The configuration: complete without a word, and clear about what is wrong. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { defineInstance, type InstanceConfig } from "../../src/config.ts";
import { VERSION } from "../../src/version.ts";

test("untouched, it is a development server on localhost that federates with its neighbours over http", () => {
  const instance = defineInstance();
  expect(instance).toMatchObject({ origin: "http://localhost:3000", development: true, database: "sqlite" });
  expect(instance.federation.allow_private_addresses).toBe(true);
  expect(Object.isFrozen(instance) && Object.isFrozen(instance.limits)).toBe(true);
});

test.each(["127.0.0.1:4310", "localhost", "[::1]:3000", "kith.localhost:80"])("%s is a loopback domain", (domain) => {
  expect(defineInstance({ domain })).toMatchObject({ development: true, origin: expect.stringMatching(/^http:/) as string });
});

test("in development it listens where its domain says, unless it is told otherwise", () => {
  const portOf = (config: InstanceConfig) => defineInstance(config).listen.port;
  expect(portOf({})).toBe(3000);
  expect(portOf({ domain: "127.0.0.1:4310" })).toBe(4310);
  expect(portOf({ domain: "localhost" })).toBe(3000);
  expect(portOf({ domain: "127.0.0.1:4310", listen: { port: 4311 } })).toBe(4311);
  expect(portOf({ domain: "example.org:8443" })).toBe(3000);
});

test("a real domain is a production server", () => {
  const instance = defineInstance({ domain: "Example.ORG" });
  expect(instance).toMatchObject({ domain: "example.org", origin: "https://example.org", development: false });
  expect(instance.federation.allow_private_addresses).toBe(false);
});

test.each<[string, unknown]>([
  ["domain", { domain: "https://example.org/" }],
  ["domain", { domain: "no spaces.org" }],
  ["listen.port", { listen: { port: 99_999 } }],
  ["registrations", { registrations: "sometimes" }],
  ["limits.rates", { limits: { rates: false } }],
  ["colour", { colour: "teal" }],
  ["database", { database: "mysql://x" }],
])("a wrong %s is named in one sentence", (key, config) => {
  expect(() => defineInstance(config as InstanceConfig)).toThrow(new RegExp(`^instance\\.config\\.ts: .*"${key}"[^\\n]*$`));
});

test("Kith names itself by the version of its package", () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  expect(VERSION).toBe(version);
});
