package io.feedhorn.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the server listens. Immutable.
 *
 * @param host the address to bind
 * @param port the port to bind; 0 for any free one
 * @param tls what the server proves with who it is; null where it speaks plain HTTP
 * @param origins other origins whose pages may talk to this server
 * @param corsHeaders request headers that those pages may send beside the usual ones
 * @param proxies addresses and networks of the proxies that are believed
 * @param proxyProtocol whether every connection begins with the PROXY protocol
 * @param eventLoops HTTP verticle instances, each with its own hub
 * @param heartbeat how often an idle connection is written to; at most 15 s
 * @param streamHeartbeat the same for event streams, whose libraries are less patient
 * @param drain the time between the refusal of new readers and the end of connections at a stop
 * @param deflate whether WebSockets get {@code permessage-deflate} where their client asks for it
 * @param lab whether pages of this server may also reach it by another port of this machine, as
 *     those of the latency laboratory do
 * @param healthPort a port for the health checks alone, answered by a thread of its own; 0 for any
 *     free one, null for none
 * @param webroot a folder to serve the pages from, read anew for each request; null for the pages
 *     in the jar
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

  /** Without a port for the health checks alone. */
  public HttpOptions(
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
      @Nullable Path webroot) {
    this(
        host,
        port,
        tls,
        origins,
        corsHeaders,
        proxies,
        proxyProtocol,
        eventLoops,
        heartbeat,
        streamHeartbeat,
        drain,
        deflate,
        lab,
        null,
        webroot);
  }

  /** Returns these options with a port for the health checks alone. */
  public HttpOptions healthPort(int other) {
    return new HttpOptions(
        host,
        port,
        tls,
        origins,
        corsHeaders,
        proxies,
        proxyProtocol,
        eventLoops,
        heartbeat,
        streamHeartbeat,
        drain,
        deflate,
        lab,
        other,
        webroot);
  }
}
