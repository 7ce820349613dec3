package io.feedhorn.server;

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
 * @param deflate whether WebSockets get {@code permessage-deflate} where their client asks for it
 * @param lab whether pages of this server may also reach it by another port of this machine, as
 *     those of the latency laboratory do
 * @param webroot a folder to serve the pages from, read anew for each request; null for the pages
 *     in the jar
 */
public record HttpOptions(
    String host,
    int port,
    @Nullable Tls tls,
    List<String> origins,
    List<String> corsHeaders,
    List<String> proxies,
    boolean proxyProtocol,
    int eventLoops,
    Duration heartbeat,
    boolean deflate,
    boolean lab,
    @Nullable Path webroot) {
  public HttpOptions {
    origins = List.copyOf(origins);
    corsHeaders = List.copyOf(corsHeaders);
    proxies = List.copyOf(proxies);
  }
}
