/** A person's HTTP: requests to an instance of the world as its proxy would pass them on, with the name in `Host` and the scheme in a header. */
import { Agent, FormData, request } from "undici";

export type Answer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** @throws SyntaxError when it is no JSON */
  json<T>(): T;
};

export type Client = (
  method: string,
  path: string,
  options?: { headers?: Record<string, string>; body?: unknown },
) => Promise<Answer>;

/** What the proxy of a production server adds. */
const PROXY = { "x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.7" };

/**
 * A client for the instance `domain`; `port` is asked before each request, for instances move when they have been down.
 *
 * Objects are sent as JSON, strings and (undici's) FormData as they are. Redirects are answers.
 */
export const makeClient = (domain: string, port: () => number | undefined): Client => {
  // Its own, for the dispatcher that all of a process share may be that of Node's fetch, which never ends a form of this undici.
  const dispatcher = new Agent();
  return async (method, path, { headers = {}, body } = {}) => {
    const at = port();
    if (at === undefined) throw new Error(`${domain} is down`);
    const plain = typeof body === "string" || Buffer.isBuffer(body) || body instanceof FormData || body === undefined;
    const response = await request(`http://127.0.0.1:${at}${path}`, {
      dispatcher,
      method: method as "GET",
      headers: {
        host: domain,
        ...(domain.startsWith("127.") ? {} : PROXY),
        ...(plain ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: plain ? body : JSON.stringify(body) }),
    });
    const text = await response.body.text();
    return { status: response.statusCode, headers: response.headers, text, json: <T>() => JSON.parse(text) as T };
  };
};
