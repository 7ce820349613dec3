package io.feedhorn.http;

/**
 * Settings of the HTTP server. Immutable.
 *
 * @param bind the address and ports
 * @param cors the pages of other origins
 * @param proxies the proxies in front
 * @param connections heartbeats, drain time and compression
 * @param pages the server's own pages
 * @param eventLoops the number of HTTP verticles, each with a hub of its own
 */
public record HttpOptions(
    BindOptions bind,
    CorsOptions cors,
    ReverseProxyOptions proxies,
    ClientConnectionOptions connections,
    PageOptions pages,
    int eventLoops) {

  /** Returns the defaults of all groups, with one event loop per core. */
  public static HttpOptions defaults() {
    return new HttpOptions(
        BindOptions.DEFAULT,
        CorsOptions.NONE,
        ReverseProxyOptions.NONE,
        ClientConnectionOptions.DEFAULT,
        PageOptions.DEFAULT,
        Runtime.getRuntime().availableProcessors());
  }

  /** Returns these options with another address or other ports. */
  public HttpOptions bind(BindOptions other) {
    return new HttpOptions(other, cors, proxies, connections, pages, eventLoops);
  }

  /** Returns these options with pages of other origins. */
  public HttpOptions cors(CorsOptions other) {
    return new HttpOptions(bind, other, proxies, connections, pages, eventLoops);
  }

  /** Returns these options with other proxies in front. */
  public HttpOptions proxies(ReverseProxyOptions other) {
    return new HttpOptions(bind, cors, other, connections, pages, eventLoops);
  }

  /** Returns these options with other settings of connections. */
  public HttpOptions connections(ClientConnectionOptions other) {
    return new HttpOptions(bind, cors, proxies, other, pages, eventLoops);
  }

  /** Returns these options with other settings of pages. */
  public HttpOptions pages(PageOptions other) {
    return new HttpOptions(bind, cors, proxies, connections, other, eventLoops);
  }

  /** Returns these options with another number of event loops. */
  public HttpOptions eventLoops(int number) {
    return new HttpOptions(bind, cors, proxies, connections, pages, number);
  }
}
