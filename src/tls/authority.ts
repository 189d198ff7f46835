/**
 * A certificate authority of our own, for https in development and tests: Node can sign, but not write X.509, which is node-forge's job here.
 *
 * The keys are made by Node: node-forge takes seconds where Node takes milliseconds.
 */
import { generateKeyPair, randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { promisify } from "node:util";
import type Forge from "node-forge";

/** A certificate and its key, both PEM. */
export type Certificate = { certificate: string; key: string };

type Extension = Record<string, unknown>;

const generate = promisify(generateKeyPair);
const DAY = 86_400_000;
const AUTHORITY_DAYS = 3650;
/** Browsers refuse certificates that are valid for longer. */
const CERTIFICATE_DAYS = 397;

/** Makes an authority that may sign certificates of servers, and nothing below them. `now` in ms. */
export async function makeAuthority(name: string, now: number): Promise<Certificate> {
  const usage: Extension[] = [
    { name: "basicConstraints", cA: true, pathLenConstraint: 0, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    { name: "subjectKeyIdentifier" },
  ];
  return await write({ name, extensions: usage, from: now, days: AUTHORITY_DAYS });
}

/** A server's certificate for these names and addresses, with the authority's behind it. */
export async function issueCertificate(authority: Certificate, names: readonly string[], now: number): Promise<Certificate> {
  const altNames = names.map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name }));
  const usage: Extension[] = [
    { name: "basicConstraints", cA: false },
    { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
    { name: "extKeyUsage", serverAuth: true },
    { name: "subjectAltName", altNames },
  ];
  const issued = await write({ name: names[0] ?? "localhost", extensions: usage, from: now, days: CERTIFICATE_DAYS, authority });
  return { ...issued, certificate: `${issued.certificate}${authority.certificate}` };
}

type Order = { name: string; extensions: Extension[]; from: number; days: number; authority?: Certificate };

async function write({ name, extensions, from, days, authority }: Order): Promise<Certificate> {
  const { default: forge } = await import("node-forge");
  const pair = await generate("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(pair.publicKey);
  // Positive, as RFC 5280 §4.1.2.2 wants it: the highest bit is 0.
  certificate.serialNumber = `0${randomBytes(16).toString("hex").slice(1)}`;
  // A day back: clocks of machines differ.
  certificate.validity.notBefore = new Date(from - DAY);
  certificate.validity.notAfter = new Date(from + days * DAY);
  const subject = [{ name: "commonName", value: name }];
  certificate.setSubject(subject);
  certificate.setIssuer(authority === undefined ? subject : subjectOf(forge, authority));
  certificate.setExtensions(extensions);
  certificate.sign(forge.pki.privateKeyFromPem(authority?.key ?? pair.privateKey), forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate), key: pair.privateKey };
}

const subjectOf = (forge: typeof Forge, { certificate }: Certificate) =>
  forge.pki.certificateFromPem(certificate).subject.attributes;
