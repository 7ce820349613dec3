#!/usr/bin/env bash
# Guess: HTTP/2 has flow control for each stream, so a response that nobody reads holds back itself and no other one.
# Seen: in Chromium three such responses, and in the JDK's HttpClient two, stop all requests to the server: the answers'
#   status arrives, their bodies do not. Each stream may hold 6 MB and 16 MB, and the connection 15 MB and 32 MB in all,
#   which are not given back before they are read. undici goes on with any number. (So do OkHttp 5.1.0 and Go 1.26,
#   measured once.)
# Versions: Chromium 156.0.8078.114 (Debian 12), JDK 17, undici 7.30.2, Node 20.
# Why it matters: all tabs of a site share one connection. Three that are stopped in a debugger, or do not read their
#   streams, hold back the streams, polls and publishes of all others. A server that keeps slow readers connected
#   fills the connection; with HTTP/1.1 each would hold back itself alone.
# Feedhorn: keeps slow readers, too. The browser client reads by WebSocket first, which has a connection of its own
#   over HTTP/1.1; docs/compatibility.md says so.
source "$(dirname "$0")/support/npm-packages.sh" undici@7.30.2
source "$support/chromium.sh"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 \
  -subj /CN=localhost -addext subjectAltName=DNS:localhost 2> log || cannot_try "openssl makes no certificate."
cat > Unread.java <<'JAVA'
import java.io.FileInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Prints for zero, one, two … responses that are not read if another request is answered. */
public class Unread {
  public static void main(String[] arguments) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (FileInputStream file = new FileInputStream("cert.pem")) {
      trusted.setCertificateEntry("a", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    HttpClient client = HttpClient.newBuilder().sslContext(tls).build();
    List<Object> unread = new ArrayList<>();
    List<Boolean> answered = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      if (i > 0) {
        unread.add(client.send(request(arguments[0] + "endless"), BodyHandlers.ofInputStream()));
        HttpRequest filled = HttpRequest.newBuilder(URI.create(arguments[0] + "filled"))
            .method("HEAD", BodyPublishers.noBody()).build();
        client.send(filled, BodyHandlers.discarding());
      }
      try {
        client.sendAsync(request(arguments[0] + "small"), BodyHandlers.ofString()).get(5, TimeUnit.SECONDS);
        answered.add(true);
      } catch (TimeoutException late) {
        answered.add(false);
      }
    }
    System.out.println(answered);
    System.exit(0);
  }

  private static HttpRequest request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).build();
  }
}
JAVA
cat > experiment.mjs <<'JS'
import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import http2 from 'node:http2';
import {promisify} from 'node:util';
import {Agent, fetch as fetchUndici} from 'undici';
import {pause} from './streams.mjs';

let sent = 0;
let report;
const script = `
  const within = promise => Promise.race([promise.then(() => true), new Promise(end => setTimeout(end, 5000, false))]);
  const unread = [];
  const answered = [];
  for (let i = 0; i < 5; i++) {
    if (i) {
      unread.push(await fetch('/endless?' + i));
      await fetch('/filled', {method: 'HEAD', cache: 'no-store'});
    }
    answered.push(await within(fetch('/small', {cache: 'no-store'}).then(response => response.text())));
  }
  fetch('/report?' + answered, {method: 'HEAD'});`;

/** Ends when the response that began last has sent nothing for a second. */
async function filled() {
  for (let before = -1; before !== sent; ) {
    before = sent;
    await pause(1000);
  }
}

function endless(stream) {
  const chunk = Buffer.alloc(16_384);
  const write = () => {
    while (!stream.destroyed) {
      sent += chunk.length;
      if (!stream.write(chunk)) return stream.once('drain', write);
    }
  };
  write();
}

const server = http2.createSecureServer({key: readFileSync('key.pem'), cert: readFileSync('cert.pem')});
server.on('stream', async (stream, headers) => {
  stream.on('error', () => {});
  const [path, query] = headers[':path'].split('?');
  if (path === '/filled') await filled();
  const endStream = headers[':method'] === 'HEAD';
  stream.respond({':status': 200, 'content-type': 'text/html'}, {endStream});
  if (path === '/report') report(JSON.parse(`[${query}]`));
  else if (path === '/endless') endless(stream);
  else if (!endStream) stream.end(path === '/' ? `<script type=module>${script}</script>` : 'small');
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `https://localhost:${server.address().port}/`;

async function chromium() {
  const seen = new Promise(resolve => report = resolve);
  const browser = spawn('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', '--ignore-certificate-errors',
    '--user-data-dir=profile', url], {stdio: 'ignore'});
  const answered = await Promise.race([seen, pause(120_000)]);
  browser.kill();
  await once(browser, 'exit');
  return answered;
}

async function undici() {
  const dispatcher = new Agent({allowH2: true, connections: 1, pipelining: 100, connect: {ca: readFileSync('cert.pem')}});
  const ask = (path, method = 'GET') => fetchUndici(url + path, {method, dispatcher});
  const unread = [];
  const answered = [];
  for (let i = 0; i < 5; i++) {
    if (i) {
      unread.push(await ask('endless'));
      await ask('filled', 'HEAD');
    }
    const small = ask('small').then(response => response.text()).then(() => true);
    answered.push(await Promise.race([small, pause(5000).then(() => false)]));
  }
  return answered;
}

const java = async () =>
  JSON.parse((await promisify(execFile)('java', ['-Xmx256m', 'Unread.java', url], {timeout: 120_000})).stdout);

const seen = {};
for (const [name, client] of Object.entries({chromium, java, undici})) {
  seen[name] = await client();
  console.log(`${name}: answered beside 0, 1, 2, 3 and 4 responses that are not read: ${seen[name]}`);
}
const expected = {
  chromium: [true, true, true, false, false],
  java: [true, true, false, false, false],
  undici: [true, true, true, true, true],
};
process.exit(JSON.stringify(seen) === JSON.stringify(expected) ? 0 : 1);
JS
timeout 400 node experiment.mjs
