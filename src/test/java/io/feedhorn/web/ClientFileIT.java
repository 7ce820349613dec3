package io.feedhorn.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The browser client as the server delivers it: one small module without imports. */
class ClientFileIT {
  private static final int MAX_BYTES = 10 * 1024;
  private static final int MAX_BELL_BYTES = 15 * 1024;
  private static final Pattern IMPORT = Pattern.compile("[\\w=>]*\\bimport\\b[^;,]*");
  private static final Pattern EXPORT = Pattern.compile("\\bexport\\b[^;]*");

  private static HttpResponse<String> clientModule(LiveServer server) throws Exception {
    return file(server, "feedhorn.js");
  }

  private static HttpResponse<String> file(LiveServer server, String name) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.origin() + "/client/" + name)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static int gzipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.size();
  }

  @Test
  void theClientIsOneModuleBelowTenKibibytesCompressed() throws Exception {
    try (LiveServer server = LiveServer.start(LiveServer.NO_DATA)) {
      HttpResponse<String> response = clientModule(server);

      assertThat(response.headers().firstValue("content-type"))
          .hasValue("text/javascript;charset=UTF-8");
      assertThat(response.headers().firstValue("access-control-allow-origin")).hasValue("*");
      assertThat(gzipped(response.body())).isLessThan(MAX_BYTES);
      assertThat(IMPORT.matcher(response.body()).results().map(MatchResult::group))
          .as("imports")
          .containsExactly("load=name=>import('./feedhorn-'+name+'.js')");
      assertThat(EXPORT.matcher(response.body()).results().map(MatchResult::group))
          .containsExactly("export const{connect,FeedError}=exported");
    }
  }

  @Test
  void theBellIsAModuleThatUsesTheClient() throws Exception {
    try (LiveServer server = LiveServer.start(LiveServer.NO_DATA)) {
      HttpResponse<String> answer = file(server, "feedhorn-bell.js");

      assertThat(answer.headers().firstValue("access-control-allow-origin")).hasValue("*");
      assertThat(gzipped(answer.body())).isLessThan(MAX_BELL_BYTES);
      assertThat(answer.body())
          .startsWith("import{connect}from'./feedhorn.js';")
          .contains("export const{FeedhornBell}=exported")
          .doesNotContain("innerHTML");
      assertThat(file(server, "feedhorn-bell-worker.js").body()).contains("'push'");
      assertThat(file(server, "feedhorn-bell.d.ts").body()).contains("class FeedhornBell");
    }
  }

  @Test
  void theSockJsTransportAndDeltasAreSeparateModules() throws Exception {
    try (LiveServer server = LiveServer.start(LiveServer.NO_DATA)) {
      HttpResponse<String> response = file(server, "feedhorn-sockjs.js");

      assertThat(response.headers().firstValue("access-control-allow-origin")).hasValue("*");
      assertThat(response.body())
          .doesNotContainPattern("\\bimport\\b")
          .contains("export const{connectSockJs}=exported");

      HttpResponse<String> deltas = file(server, "feedhorn-delta.js");
      assertThat(deltas.headers().firstValue("access-control-allow-origin")).hasValue("*");
      assertThat(deltas.body())
          .doesNotContainPattern("(?m)^import\\b")
          .contains("export function deltas(");
    }
  }

  /** A directory of pages does not contain the client, which the build bundles. */
  @Test
  void theClientIsTheSameIfPagesAreServedFromADirectory() throws Exception {
    try (LiveServer own = LiveServer.start(LiveServer.NO_DATA);
        LiveServer folder = LiveServer.start(LiveServer.NO_DATA, Path.of("webroot"))) {
      assertThat(clientModule(folder).body()).isEqualTo(clientModule(own).body());
    }
  }
}
