package io.feedhorn.http;

import io.feedhorn.limits.HttpLimits;
import io.feedhorn.limits.Limits;
import io.feedhorn.transport.websocket.WebSocketTransport;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The options of Vert.x's HTTP server that follow from the settings. */
final class VertxServerOptions {
  private static final int ACCEPT_BACKLOG = 4_096;

  private VertxServerOptions() {}

  static HttpServerOptions of(
      HttpOptions options, Limits limits, @Nullable TlsCertificate certificate) {
    HttpServerOptions server = new HttpServerOptions();
    HttpLimits http = limits.http();
    if (certificate != null) {
      server.setSsl(true).setUseAlpn(true).setKeyCertOptions(certificate.pem());
    }
    // HTTP/2 counts the request line among the headers.
    server.getInitialSettings().setMaxHeaderListSize(2L * http.headerBytes());
    return server
        .setAcceptBacklog(ACCEPT_BACKLOG)
        .setUseProxyProtocol(options.proxies().proxyProtocol())
        .setProxyProtocolTimeout(http.requestTime().toMillis())
        .setProxyProtocolTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxInitialLineLength(http.headerBytes())
        .setMaxHeaderSize(http.headerBytes())
        // To detect HTTP/2, Vert.x would wait for a first byte before it reports the connection.
        .setHttp2ClearTextEnabled(false)
        .setStrictThreadMode(true)
        .setHandle100ContinueAutomatically(true)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(options.connections().deflate())
        .setMaxWebSocketFrameSize(limits.frameBytes())
        .setMaxWebSocketMessageSize(limits.frameBytes())
        .setWebSocketSubProtocols(List.of(WebSocketTransport.SUBPROTOCOL));
  }

  /** Returns the address that all instances share; for port 0 they share the port that is found. */
  static SocketAddress address(BindOptions options) {
    return options.port() == 0
        ? SocketAddress.sharedRandomPort(1, options.host())
        : SocketAddress.inetSocketAddress(options.port(), options.host());
  }
}
