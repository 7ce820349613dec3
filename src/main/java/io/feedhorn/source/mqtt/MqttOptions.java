package io.feedhorn.source.mqtt;

import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.format.Format;
import io.vertx.mqtt.MqttClientOptions;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * The options of the type {@code mqtt}. Immutable.
 *
 * @param filters the topic filters, which may have wildcards
 * @param clientId the name of the client, and so of its session in the broker
 * @param timeout the time until the broker has accepted the connection and the subscriptions, and
 *     the silence after which it is asked for an answer
 * @param maxBytes the maximum size of a message
 */
public record MqttOptions(
    String url,
    List<String> filters,
    String clientId,
    Duration timeout,
    int maxBytes,
    Format format)
    implements ConnectionOptions {
  public static final String TYPE = "mqtt";

  private static final int MAX_HEADER_BYTES = 1 << 16;
  private static final int MAX_KEEP_ALIVE_SECONDS = 65_535;

  /** The constant of Vert.x has another name in 5.0 than in 5.1. */
  private static final int TLS_PORT = 8883;

  @Override
  public String type() {
    return TYPE;
  }

  String host() {
    return URI.create(url).getHost();
  }

  int port() {
    int port = URI.create(url).getPort();
    int standard = isTls() ? TLS_PORT : MqttClientOptions.DEFAULT_PORT;
    return port < 0 ? standard : port;
  }

  private boolean isTls() {
    return url.startsWith("mqtts:");
  }

  /** Returns the options of the client: a session that the broker keeps, and acknowledgements. */
  MqttClientOptions client() {
    MqttClientOptions client = new MqttClientOptions();
    client.setClientId(clientId).setCleanSession(false).setAutoAck(false);
    // By default a message of more than 8,092 bytes ends what the client reads.
    client.setMaxMessageSize((int) Math.min(Integer.MAX_VALUE, (long) maxBytes + MAX_HEADER_BYTES));
    client.setConnectTimeout((int) timeout.toMillis());
    // The client ends the connection after one and a half times this silence, by default 45 s.
    client.setKeepAliveInterval(
        (int) Math.max(1, Math.min(MAX_KEEP_ALIVE_SECONDS, timeout.toSeconds())));
    if (isTls()) {
      client.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
    }
    String user = URI.create(url).getRawUserInfo();
    if (user != null) {
      String[] parts = user.split(":", 2);
      client.setUsername(decoded(parts[0]));
      if (parts.length == 2) {
        client.setPassword(decoded(parts[1]));
      }
    }
    return client;
  }

  /** Returns a part of a URL without its percent-encoding, in which a plus sign is itself. */
  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
