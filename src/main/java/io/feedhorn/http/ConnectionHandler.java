package io.feedhorn.http;

import io.feedhorn.hub.CpuSampler;
import io.feedhorn.limits.TrustedProxies;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.transport.netty.BadRequestHandler;
import io.feedhorn.transport.netty.HalfClosedConnection;
import io.feedhorn.transport.netty.PerMessageDeflate;
import io.feedhorn.transport.netty.TrafficCounter;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of every new connection, before its first request. Owned by an event loop.
 *
 * @param server the options of the server that accepted it
 * @param proxyProtocol true if every connection begins with the PROXY protocol
 * @param frameBytes the size of the largest WebSocket message
 */
record ConnectionHandler(
    HttpServerOptions server,
    boolean proxyProtocol,
    TrustedProxies proxies,
    int frameBytes,
    Metrics metrics,
    CpuSampler cpu,
    ConnectionTracker connections,
    AdmissionControl admission)
    implements Handler<HttpConnection> {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

  @Override
  public void handle(HttpConnection connection) {
    if (isFromUnlistedProxy(connection)) {
      refuse(connection);
      return;
    }
    BadRequestHandler.check(connection, server);
    PerMessageDeflate.limit(connection, frameBytes);
    TrafficCounter.start(connection, metrics, cpu);
    connections.add(connection, admission.refusesNewClients());
    HalfClosedConnection.watch(connection, () -> connections.finishesSoon(connection));
  }

  /** Anyone can send the header of the PROXY protocol, and Vert.x uses it without a check. */
  private boolean isFromUnlistedProxy(HttpConnection connection) {
    return proxyProtocol && !proxies.contains(connection.remoteAddress(true).hostAddress());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is notified
  private void refuse(HttpConnection connection) {
    metrics.refused(ErrorCode.FORBIDDEN);
    LOG.warn(
        "Connection refused: {} is not a listed proxy (http.proxies, http.proxy-protocol)",
        connection.remoteAddress(true).hostAddress());
    connection.close();
  }
}
