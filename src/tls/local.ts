/** The authority of this instance's data folder, and the certificate that a development server shows. */
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Instance } from "../config.ts";
import { issueCertificate, makeAuthority, type Certificate } from "./authority.ts";

/** Where the authority's certificate lies, for browsers and peers that are to trust it. */
export const authorityFile = ({ data }: Pick<Instance, "data">): string => join(data, "tls", "authority.pem");

/** The authority, made on first use. `now` in ms. */
export async function localAuthority(instance: Instance, now: number): Promise<Certificate> {
  const file = authorityFile(instance);
  const keyFile = join(instance.data, "tls", "authority.key");
  if (existsSync(file)) return { certificate: await readFile(file, "utf8"), key: await readFile(keyFile, "utf8") };
  const made = await makeAuthority(`Kith at ${instance.domain}, for development only`, now);
  await mkdir(join(instance.data, "tls"), { recursive: true, mode: 0o700 });
  await writeFile(keyFile, made.key, { mode: 0o600 });
  await writeFile(file, made.certificate);
  return made;
}

/** A fresh certificate for the instance's domain. */
export async function localCertificate(instance: Instance, now: number): Promise<Certificate> {
  const { hostname } = new URL(instance.origin);
  return await issueCertificate(await localAuthority(instance, now), [hostname.replace(/^\[|\]$/g, "")], now);
}
