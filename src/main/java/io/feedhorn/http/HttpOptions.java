package io.feedhorn.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the HTTP server. Immutable.
 *
 * @param host the address to bind
 * @param port the port to bind; 0 for any free one
 * @param tls the certificate and key; null for HTTP without TLS
 * @param origins other origins whose pages may use this server
 * @param corsHeaders further request headers that those pages may send
 * @param proxies addresses and networks of the trusted proxies
 * @param proxyProtocol true if every connection begins with the PROXY protocol
 * @param eventLoops the number of HTTP verticles, each with a hub of its own
 * @param heartbeat the time after which something is sent on an idle connection; at most 15 s
 * @param streamHeartbeat the same for event streams, whose clients have shorter timeouts
 * @param drain at a stop, the time between the refusal of new readers and the end of connections
 * @param deflate true if clients may negotiate {@code permessage-deflate} for a WebSocket
 * @param lab true if pages of this server may also use it by another port of this machine, as the
 *     page of the latency laboratory does
 * @param healthPort a port for the health checks alone, with a thread of its own; 0 for any free
 *     one, null for none
 * @param webroot a folder of pages, read again for each request; null for the pages in the jar
 */
public record HttpOptions(
    String host,
    int port,
    @Nullable TlsOptions tls,
    List<String> origins,
    List<String> corsHeaders,
    List<String> proxies,
    boolean proxyProtocol,
    int eventLoops,
    Duration heartbeat,
    Duration streamHeartbeat,
    Duration drain,
    boolean deflate,
    boolean lab,
    @Nullable Integer healthPort,
    @Nullable Path webroot) {
  public HttpOptions {
    origins = List.copyOf(origins);
    corsHeaders = List.copyOf(corsHeaders);
    proxies = List.copyOf(proxies);
  }
}
