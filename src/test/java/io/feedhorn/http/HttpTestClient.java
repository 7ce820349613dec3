package io.feedhorn.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An HTTP/1.1 client of one server. Headers are pairs of name and value. */
public final class HttpTestClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(50);

  private final URI server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  public HttpTestClient(URI server) {
    this.server = server;
  }

  public HttpResponse<String> get(String path, String... headers) {
    return exchange("GET", path, null, headers);
  }

  public HttpResponse<String> post(String path, String body, String... headers) {
    return exchange("POST", path, body, headers);
  }

  /** Sends a body that is not text. */
  public HttpResponse<String> postBytes(String path, byte[] body, String... headers) {
    return send(
        "POST",
        path,
        BodyPublishers.ofByteArray(body),
        BodyHandlers.ofString(StandardCharsets.UTF_8),
        headers);
  }

  public HttpResponse<String> exchange(
      String method, String path, @Nullable String body, String... headers) {
    return send(method, path, body, BodyHandlers.ofString(StandardCharsets.UTF_8), headers);
  }

  /** Returns a response that does not end. */
  public HttpResponse<InputStream> open(
      String method, String path, @Nullable String body, String... headers) {
    return send(method, path, body, BodyHandlers.ofInputStream(), headers);
  }

  private <T> HttpResponse<T> send(
      String method, String path, @Nullable String body, BodyHandler<T> as, String... headers) {
    BodyPublisher sent = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    return send(method, path, sent, as, headers);
  }

  private <T> HttpResponse<T> send(
      String method, String path, BodyPublisher body, BodyHandler<T> as, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(Duration.ofSeconds(80))
            .method(method, body);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return client.send(request.build(), as);
    } catch (IOException e) {
      throw new AssertionError(method + " " + path + " was not answered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Encodes a value for a query. */
  public static String query(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
