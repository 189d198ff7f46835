/**
 * A store that speaks as much S3 as media need. It computes the signature (version 4) of every request anew, from what arrived, and refuses
 * those that differ.
 */
import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export type FakeS3 = AsyncDisposable & {
  endpoint: string;
  /** By `bucket/key`. */
  objects: Map<string, { bytes: Buffer; type: string }>;
  /** `GET bucket/key 206`, oldest first. */
  log: string[];
  /** How many parts of large files came. */
  parts: number;
  /** While true, everything is answered 503. */
  down: boolean;
  /** So many of the next requests are answered 503, as S3 does when too much is asked of it. */
  failing: number;
  /** How else it refuses everything: an error of S3's, as it is answered. */
  refusal: { status: number; code?: string; region?: string } | undefined;
  /** The hosts that it was asked by. */
  hosts: Set<string>;
  /** What pages may read it without a key (a public address, with CORS rules); undefined: it has no public address. */
  open: "nobody" | "*" | undefined;
};

type Keys = { access_key: string; secret_key: string; region: string };
type Reply = { status: number; body?: Buffer | string; headers?: Record<string, string> };

export async function openFakeS3(keys: Keys): Promise<FakeS3> {
  const objects = new Map<string, { bytes: Buffer; type: string }>();
  const state: Omit<FakeS3, "endpoint" | typeof Symbol.asyncDispose> = {
    objects,
    log: [],
    parts: 0,
    down: false,
    failing: 0,
    refusal: undefined,
    hosts: new Set(),
    open: undefined,
  };
  const uploads = new Map<string, Map<number, Buffer>>();
  const server = createServer((req, res) => {
    void (async () => {
      const body = await whole(req);
      const url = new URL(req.url ?? "/", "http://store");
      const free = req.method === "GET" && req.headers.authorization === undefined && state.open !== undefined;
      const fails = state.down || (state.failing > 0 && state.failing-- > 0);
      state.hosts.add(req.headers.host ?? "");
      const reply: Reply = fails
        ? { status: 503, body: "later" }
        : state.refusal !== undefined
          ? refused(state.refusal)
          : free || isSigned(req, url, keys)
            ? answer(state, uploads, { req, url, body })
            : refused({ status: 403, code: "SignatureDoesNotMatch" });
      state.log.push(`${req.method} ${decodeURIComponent(url.pathname.slice(1))} ${reply.status}`);
      const bytes = Buffer.from(reply.body ?? "");
      const rules = free && state.open === "*" ? { "access-control-allow-origin": "*" } : {};
      res.writeHead(reply.status, { "content-length": bytes.length, ...rules, ...reply.headers });
      res.end(req.method === "HEAD" ? undefined : bytes);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(state, { endpoint, [Symbol.asyncDispose]: close });
}

async function whole(req: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

type Uploads = Map<string, Map<number, Buffer>>;
type Asked = { req: IncomingMessage; url: URL; body: Buffer };

function answer(state: Pick<FakeS3, "objects" | "parts">, uploads: Uploads, { req, url, body }: Asked): Reply {
  const key = decodeURIComponent(url.pathname.slice(1));
  const type = req.headers["content-type"] ?? "";
  const upload = url.searchParams.get("uploadId");
  if (req.method === "POST") {
    if (upload === null) {
      uploads.set("u1", new Map());
      state.objects.set(key, { bytes: Buffer.alloc(0), type });
      return xml("<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>");
    }
    const parts = [...(uploads.get(upload) ?? [])].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
    state.objects.set(key, { bytes: Buffer.concat(parts), type: state.objects.get(key)?.type ?? "" });
    return xml(
      `<CompleteMultipartUploadResult><Location>x</Location><Bucket>b</Bucket><Key>${key}</Key><ETag>"e"</ETag></CompleteMultipartUploadResult>`,
    );
  }
  if (req.method === "PUT" && upload !== null) {
    state.parts++;
    uploads.get(upload)?.set(Number(url.searchParams.get("partNumber")), body);
    return { status: 200, headers: { etag: '"p"' } };
  }
  if (req.method === "PUT") {
    state.objects.set(key, { bytes: body, type });
    return { status: 200, headers: { etag: '"e"' } };
  }
  if (req.method === "DELETE") {
    state.objects.delete(key);
    return { status: 204 };
  }
  const found = state.objects.get(key);
  if (found === undefined) return { status: 404 };
  const headers = { "content-type": found.type, etag: '"e"', "content-length": String(found.bytes.length) };
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(req.headers.range ?? "") ?? [];
  if (from === undefined) return { status: 200, body: found.bytes, headers };
  const part = found.bytes.subarray(Number(from), to === "" ? undefined : Number(to) + 1);
  return { status: 206, body: part, headers: { ...headers, "content-length": String(part.length) } };
}

const refused = ({ status, code, region }: NonNullable<FakeS3["refusal"]>): Reply => ({
  status,
  body:
    code === undefined ? "" : `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>No.</Message></Error>`,
  headers: { "content-type": "application/xml", ...(region === undefined ? {} : { "x-amz-bucket-region": region }) },
});

const xml = (body: string): Reply => ({ status: 200, body, headers: { "content-type": "application/xml" } });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function isSigned(req: IncomingMessage, url: URL, { access_key, secret_key, region }: Keys): boolean {
  const given = req.headers.authorization ?? "";
  const [, credential = "", signed = "", signature = ""] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(given) ?? [];
  const date = String(req.headers["x-amz-date"] ?? "");
  const scope = `${date.slice(0, 8)}/${region}/s3/aws4_request`;
  const names = signed.split(";");
  if (credential !== `${access_key}/${scope}` || !names.includes("host") || !names.includes("x-amz-date")) return false;
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join("&");
  const headers = names.map((name) => `${name}:${String(req.headers[name] ?? "").trim()}\n`).join("");
  const request = [req.method, url.pathname, query, headers, signed, req.headers["x-amz-content-sha256"]].join("\n");
  const digest = createHash("sha256").update(request).digest("hex");
  const text = ["AWS4-HMAC-SHA256", date, scope, digest].join("\n");
  const hmac = (key: string | Buffer, value: string) => createHmac("sha256", key).update(value).digest();
  const key = ["s3", "aws4_request"].reduce(hmac, hmac(hmac(`AWS4${secret_key}`, date.slice(0, 8)), region));
  return hmac(key, text).toString("hex") === signature;
}
