/**
 * Opens the connections. It is the place of the SSRF check, because only here is it known which address is meant:
 * the addresses that pass the check are the very ones connected to, so a name that changes its mind gains nothing.
 */
import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { isIP } from "node:net";
import { getCACertificates } from "node:tls";
import type { buildConnector } from "undici";
import makeConnector from "undici/lib/core/connect.js";
import { isPublicAddress } from "./addresses.ts";
import { HttpFailure } from "./failure.ts";

/** Opens a connection instead of the operating system: the tests' internet. Given host and port as in the URL, tls = whether the scheme is https. */
export type Connect = (target: Target) => Target | undefined;
export type Target = { host: string; port: number; tls: boolean };
export type ConnectorOptions = {
  connect?: Connect;
  lookup?: LookupFunction;
  allow_private_addresses: boolean;
  authorities?: readonly string[];
};

/** Milliseconds to resolve, connect and shake hands, per connection. */
const CONNECT_TIMEOUT = 10_000;
/** TLS sessions kept for resumption, held weakly. */
const SESSIONS = 1000;

/**
 * A connector for undici. Where `connect` answers with a target, that target is dialled, with TLS or without as it
 * says, while URL, Host header and pool stay those of the name. Everything else must be public, unless allowed.
 */
export function openConnector(options: ConnectorOptions): buildConnector.connector {
  const resolve = options.lookup ?? systemLookup;
  const lookup = options.allow_private_addresses ? resolve : guardLookup(resolve);
  // Naming authorities replaces the usual ones, so those are named too.
  const trust = options.authorities === undefined ? {} : { ca: [...getCACertificates(), ...options.authorities] };
  const dial = makeConnector({ timeout: CONNECT_TIMEOUT, allowH2: false, maxCachedSessions: SESSIONS, lookup, ...trust });
  return (wanted, callback) => {
    const mapped = options.connect?.(targetOf(wanted));
    if (mapped !== undefined) {
      dial(rerouted(wanted, mapped), callback);
      return;
    }
    // Sockets skip the lookup for IP addresses, so those are judged here.
    if (!options.allow_private_addresses && isIP(wanted.hostname) !== 0 && !isPublicAddress(wanted.hostname)) {
      process.nextTick(callback, blocked(wanted.hostname), null);
      return;
    }
    dial(wanted, callback);
  };
}

/** A lookup that answers only with public addresses: one private address among them condemns the name. */
export function guardLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found, family) => {
      if (error) {
        callback(error, "", 0);
        return;
      }
      const addresses = typeof found === "string" ? [{ address: found, family: family ?? isIP(found) }] : found;
      const first = addresses[0];
      if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
        callback(blocked(hostname), "", 0);
      } else if (options.all === true) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

function blocked(host: string): HttpFailure {
  return new HttpFailure("blocked", `${host} is not on the public internet`);
}

function targetOf(wanted: buildConnector.Options): Target {
  const tls = wanted.protocol === "https:";
  return { host: wanted.hostname, port: Number(wanted.port) || (tls ? 443 : 80), tls };
}

function rerouted(wanted: buildConnector.Options, target: Target): buildConnector.Options {
  const { servername: _, ...rest } = wanted;
  const route = { ...rest, hostname: target.host, port: String(target.port), protocol: target.tls ? "https:" : "http:" };
  // Certificates are for the name in the URL, wherever the connection goes.
  return target.tls && isIP(wanted.hostname) === 0 ? { ...route, servername: wanted.hostname } : route;
}
