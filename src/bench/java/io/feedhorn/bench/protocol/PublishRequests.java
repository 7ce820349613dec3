package io.feedhorn.bench.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

/** HTTP requests that publish updates of about 110 bytes. */
public final class PublishRequests {
  private static final int TOPICS = 20;

  private PublishRequests() {}

  /**
   * Returns a request.
   *
   * @param protocol the name of a protocol of {@link PeerProtocols}
   * @param connection the number of the connection, which selects the topic of a single update
   * @param lines the number of updates; more than one only for Feedhorn
   */
  public static byte[] of(String protocol, int port, int connection, int lines) {
    String topic = "batch.t" + connection % TOPICS;
    if (protocol.equals("centrifugo") && lines == 1) {
      String body = "{\"channel\":\"" + topic + "\",\"data\":" + data(connection) + "}";
      return HttpRequests.post(port, "/api/publish", body, "application/json");
    }
    if (!protocol.startsWith("feedhorn")) {
      throw new IllegalArgumentException(
          "%s has no request with %d updates".formatted(protocol, lines));
    }
    if (lines == 1) {
      return HttpRequests.post(port, "/v1/topics/" + topic, data(connection), "application/json");
    }
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      body.append("{\"topic\":\"batch.t%d\",\"data\":%s}\n".formatted(i % TOPICS, data(i)));
    }
    return HttpRequests.post(port, "/v1/publish", body.toString(), "application/x-ndjson");
  }

  /** Returns the bytes that only the answer to a refused publish contains. */
  public static byte[] refusal(String protocol) {
    return (protocol.startsWith("feedhorn") ? "\"status\":" : "\"error\":").getBytes(UTF_8);
  }

  private static String data(int number) {
    return "{\"seq\":%d,\"price\":%d.25,\"size\":100,\"text\":\"an update of about one hundred\"}"
        .formatted(number, 1_000 + number);
  }
}
