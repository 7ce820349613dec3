#!/usr/bin/env bash
# Guess: nginx allows 1,000 requests on a connection (keepalive_requests), then the client takes another one. Nothing is
#   lost: over HTTP/2 nginx sends a GOAWAY that names the last request that it will answer (RFC 9113, 6.8).
# Seen: nginx goes on with the streams, but the HTTP client of the JDK and httpx close the connection. The event stream
#   breaks, and the last request fails: a POST that has arrived and is answered. OkHttp loses neither.
# Versions: nginx 1.22.1-9+deb12u11 (Debian 12), JDK 17.0.15, httpx 0.28.1 with h2 4.4.1, okhttp 4.12.0. JDK 25 loses
#   neither (measured once).
# Why it matters: a program that reads a stream and publishes with the same client breaks its own stream with each
#   thousandth request, and the publish that looks failed is published twice if it is sent again.
# Feedhorn: a stream is resumed from its cursor, and a publish with `Idempotency-Key` is one update. The program in
#   docs/clients.md uses HTTP/1.1; docs/compatibility.md has the row.
source "$(dirname "$0")/support/debian-package.sh" nginx 1.22.1-9+deb12u11 usr/sbin/nginx
source "$support/maven-packages.sh" com.squareup.okhttp3:okhttp:4.12.0
source "$support/pip-packages.sh" httpx==0.28.1 httpcore==1.0.9 h2==4.4.1
[[ $(java -version 2>&1) == *'"17.'* ]] || cannot_try "java is not a JDK 17."
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 30 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost 2> log || cannot_try "openssl makes no certificate: $(cat log)"
cat > client.py <<'PY'
import ssl
import sys

import httpx

url = sys.argv[1]
with httpx.Client(http2=True, verify=ssl.create_default_context(cafile="cert.pem"), timeout=20) as client:
    with client.stream("GET", url + "/stream") as stream:
        assert stream.http_version == "HTTP/2"
        lines = stream.iter_lines()
        next(lines)
        failed = 0
        for _ in range(6):
            try:
                client.post(url + "/publish")
            except Exception:  # of httpx or of h2
                failed += 1
        try:
            while next(lines) != "data: 30":
                pass
            print(f"httpx: {failed} of 6 failed, stream goes on")
        except Exception:
            print(f"httpx: {failed} of 6 failed, stream broken")
PY
cat > Clients.java <<'JAVA'
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

public class Clients {
  interface Client {
    InputStream stream(String url) throws Exception;

    void post(String url) throws Exception;
  }

  static void see(String name, Client client, String url) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(client.stream(url + "/stream")));
    lines.readLine();
    int failed = 0;
    for (int i = 0; i < 6; i++) {
      try {
        client.post(url + "/publish");
      } catch (IOException e) {
        failed++;
      }
    }
    String state = "goes on";
    try {
      while (!"data: 30".equals(lines.readLine())) {}
    } catch (IOException e) {
      state = "broken";
    }
    System.out.println(name + ": " + failed + " of 6 failed, stream " + state);
  }

  public static void main(String[] arguments) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = new FileInputStream("cert.pem")) {
      store.setCertificateEntry("nginx", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    HttpClient jdk = HttpClient.newBuilder().sslContext(tls).build();
    OkHttpClient okhttp =
        new OkHttpClient.Builder()
            .sslSocketFactory(tls.getSocketFactory(), (X509TrustManager) trust.getTrustManagers()[0])
            .build();
    see(
        "JDK 17",
        new Client() {
          @Override
          public InputStream stream(String url) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
            HttpResponse<InputStream> response = jdk.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.version() != HttpClient.Version.HTTP_2) throw new AssertionError(response.version());
            return response.body();
          }

          @Override
          public void post(String url) throws Exception {
            HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.noBody()).build();
            jdk.send(request, HttpResponse.BodyHandlers.discarding());
          }
        },
        arguments[0]);
    see(
        "OkHttp",
        new Client() {
          @Override
          public InputStream stream(String url) throws Exception {
            Response response = okhttp.newCall(new Request.Builder().url(url).build()).execute();
            if (response.protocol() != Protocol.HTTP_2) throw new AssertionError(response.protocol());
            return response.body().byteStream();
          }

          @Override
          public void post(String url) throws Exception {
            RequestBody body = RequestBody.create(new byte[0]);
            okhttp.newCall(new Request.Builder().url(url).post(body).build()).execute().close();
          }
        },
        arguments[0]);
    System.exit(0);
  }
}
JAVA
python3 - <<'PY'
import subprocess
import time

from proxies import WORK, free_port, nginx, report
from streams import Answer, serve

posts = 0


def answer(request):
    global posts
    if request.path == "/publish":
        posts += 1
        request.reply("stored")
        return
    request.begin_stream()
    for number in range(1, 61):
        request.send(f"data: {number}\n\n")
        time.sleep(0.2)
    request.end_stream()


Answer.do_POST = Answer.do_GET
port = free_port()
seen = []
with nginx(port, f"""server {{
    listen 127.0.0.1:{port} ssl http2;
    ssl_certificate {WORK}/cert.pem;
    ssl_certificate_key {WORK}/key.pem;
    keepalive_requests 5;
    location / {{ proxy_pass http://127.0.0.1:{serve(answer)}; proxy_http_version 1.1; proxy_buffering off; }}
}}"""):
    for command in (["java", "-cp", "lib/*", "Clients.java"], ["env/bin/python", "client.py"]):
        done = subprocess.run([*command, f"https://localhost:{port}"], stdout=subprocess.PIPE, text=True, timeout=90)
        seen += done.stdout.splitlines()
report(posts == 18 and sorted(seen) == [
    "JDK 17: 1 of 6 failed, stream broken",
    "OkHttp: 0 of 6 failed, stream goes on",
    "httpx: 1 of 6 failed, stream broken",
], f"{posts} of 18 posts arrived and were answered\n" + "\n".join(seen))
PY
