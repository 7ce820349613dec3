package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.FILE;
import static io.feedhorn.app.settings.SettingType.bool;
import static io.feedhorn.app.settings.SettingType.duration;
import static io.feedhorn.app.settings.SettingType.integer;
import static io.feedhorn.app.settings.SettingType.list;
import static io.feedhorn.app.settings.SettingType.text;

import io.feedhorn.http.BindOptions;
import io.feedhorn.http.ClientConnectionOptions;
import io.feedhorn.http.CorsOptions;
import io.feedhorn.http.HttpOptions;
import io.feedhorn.http.PageOptions;
import io.feedhorn.http.ReverseProxyOptions;
import io.feedhorn.http.TlsOptions;
import io.feedhorn.limits.Cidr;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The section {@code http}: its keys, its checks and the options made of it. */
final class HttpSettings {
  static final SettingSection KEYS = new SettingSection("http.");

  static final SettingKey<String> HOST =
      KEYS.key(
          "host",
          text("a host name or an address", HostParser::parse),
          BindOptions.DEFAULT.host(),
          "address to listen on");
  static final SettingKey<Integer> PORT =
      KEYS.key(
          "port",
          integer(0, 65_535),
          BindOptions.DEFAULT.port(),
          "port to listen on; 0: any free port");
  static final SettingKey<String> TLS_CERT =
      KEYS.optional("tls.cert", FILE, "none", "file of the server's certificate (PEM)");
  static final SettingKey<String> TLS_KEY =
      KEYS.optional("tls.key", FILE, "none", "file of its private key (PEM)");
  static final SettingKey<List<String>> ORIGINS =
      KEYS.key(
          "origins",
          list("a list of origins like https://example.org (no path)", HostParser::origin),
          CorsOptions.NONE.origins(),
          "other origins whose pages may use it");
  static final SettingKey<List<String>> CORS_HEADERS =
      KEYS.key(
          "cors.headers",
          list("a list of header names like X-Tenant", HttpSettings::headerName),
          CorsOptions.NONE.headers(),
          "more request headers for these pages");
  static final SettingKey<List<String>> PROXIES =
      KEYS.key(
          "proxies",
          list("a list of addresses and networks like 10.0.0.0/8", HttpSettings::network),
          ReverseProxyOptions.NONE.trusted(),
          "proxies whose X-Forwarded-For is trusted");
  static final SettingKey<Boolean> PROXY_PROTOCOL =
      KEYS.key(
          "proxy-protocol",
          bool(),
          ReverseProxyOptions.NONE.proxyProtocol(),
          "proxies send the PROXY protocol header");
  static final SettingKey<Integer> EVENT_LOOPS =
      KEYS.computed(
          "event-loops",
          integer(1, 1024),
          Runtime.getRuntime().availableProcessors(),
          "one per core",
          "threads that serve connections");
  static final SettingKey<Duration> HEARTBEAT =
      KEYS.key(
          "heartbeat",
          duration(Duration.ofSeconds(1), Duration.ofSeconds(15)),
          ClientConnectionOptions.DEFAULT.heartbeat(),
          "heartbeat interval of idle connections");
  static final SettingKey<Duration> STREAM_HEARTBEAT =
      KEYS.key(
          "heartbeat.streams",
          duration(Duration.ofSeconds(1), Duration.ofSeconds(15)),
          ClientConnectionOptions.DEFAULT.streamHeartbeat(),
          "heartbeat interval of event streams");
  static final SettingKey<Duration> DRAIN =
      KEYS.key(
          "drain",
          duration(Duration.ZERO, Duration.ofMinutes(10)),
          ClientConnectionOptions.DEFAULT.drain(),
          "time from not ready to closed connections");
  static final SettingKey<Boolean> DEFLATE =
      KEYS.key(
          "deflate",
          bool(),
          ClientConnectionOptions.DEFAULT.deflate(),
          "compression for clients that accept it");
  static final SettingKey<Integer> HEALTH_PORT =
      KEYS.optional("health.port", integer(0, 65_535), "none", "separate port for /health/*");

  private HttpSettings() {}

  static HttpOptions options(ResolvedSettings settings, @Nullable Path webroot) {
    return new HttpOptions(
        new BindOptions(
            settings.get(HOST), settings.get(PORT), tls(settings), settings.getOrNull(HEALTH_PORT)),
        new CorsOptions(settings.get(ORIGINS), settings.get(CORS_HEADERS)),
        new ReverseProxyOptions(settings.get(PROXIES), settings.get(PROXY_PROTOCOL)),
        new ClientConnectionOptions(
            settings.get(HEARTBEAT),
            settings.get(STREAM_HEARTBEAT),
            settings.get(DRAIN),
            settings.get(DEFLATE)),
        new PageOptions(DemoSettings.isLabEnabled(settings), webroot),
        settings.get(EVENT_LOOPS));
  }

  static boolean isLoopback(ResolvedSettings settings) {
    return HostParser.isLoopback(settings.get(HOST));
  }

  static void check(ValidationContext context) {
    checkTls(context);
    ResolvedSettings settings = context.settings();
    // The header names the client, so it must come from a known proxy.
    if (settings.get(PROXY_PROTOCOL) && settings.get(PROXIES).isEmpty()) {
      context.reject(PROXY_PROTOCOL, "must be false if http.proxies is empty");
    }
  }

  private static void checkTls(ValidationContext context) {
    ResolvedSettings settings = context.settings();
    if (tls(settings) != null) {
      List.of(TLS_CERT, TLS_KEY).forEach(context::requireReadable);
    } else if (settings.getOrNull(TLS_CERT) != null || settings.getOrNull(TLS_KEY) != null) {
      SettingKey<String> set = settings.getOrNull(TLS_CERT) == null ? TLS_KEY : TLS_CERT;
      context.reject(set, "http.tls.cert and http.tls.key must both be set, or neither");
    }
  }

  private static @Nullable TlsOptions tls(ResolvedSettings settings) {
    String cert = settings.getOrNull(TLS_CERT);
    String key = settings.getOrNull(TLS_KEY);
    return cert == null || key == null ? null : new TlsOptions(Path.of(cert), Path.of(key));
  }

  private static @Nullable String headerName(String text) {
    return text.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") ? text : null;
  }

  private static @Nullable String network(String text) {
    return Cidr.parse(text) == null ? null : text;
  }
}
