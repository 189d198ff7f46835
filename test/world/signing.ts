/** Signs requests as a stranger's server does, by draft-cavage and rightly or wrongly: written anew here, so that it also checks ours. */
import { createHash, sign } from "node:crypto";

export type ToSign = {
  method: string;
  url: string;
  body?: string;
  key_id: string;
  /** PKCS#8 PEM. */
  private_key: string;
  /** ms since 1970. */
  now: number;
  /** What is covered, where it is not the usual. */
  covered?: string[];
  /** Headers that are said (and signed) otherwise than they should be. */
  headers?: Record<string, string>;
  algorithm?: string;
};

/** The headers to send, `host` among them. */
export function signedHeaders(request: ToSign): Record<string, string> {
  const url = new URL(request.url);
  const headers: Record<string, string> = {
    host: url.host,
    date: new Date(request.now).toUTCString(),
    ...(request.body === undefined
      ? {}
      : {
          digest: `SHA-256=${createHash("sha256").update(request.body).digest("base64")}`,
          "content-type": "application/activity+json",
        }),
    ...request.headers,
  };
  const covered = request.covered ?? ["(request-target)", "host", "date", ...(request.body === undefined ? [] : ["digest"])];
  const lines = covered.map((name) =>
    name === "(request-target)"
      ? `${name}: ${request.method.toLowerCase()} ${url.pathname}${url.search}`
      : `${name}: ${headers[name] ?? ""}`,
  );
  const signature = sign("sha256", Buffer.from(lines.join("\n")), request.private_key).toString("base64");
  const algorithm = request.algorithm ?? "rsa-sha256";
  return {
    ...headers,
    signature: `keyId="${request.key_id}",algorithm="${algorithm}",headers="${covered.join(" ")}",signature="${signature}"`,
  };
}
