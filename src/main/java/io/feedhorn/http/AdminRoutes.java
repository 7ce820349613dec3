package io.feedhorn.http;

import static io.feedhorn.http.Routes.async;
import static io.feedhorn.http.Routes.get;

import io.feedhorn.http.admin.ClusterHandler;
import io.feedhorn.http.admin.ConnectionsHandler;
import io.feedhorn.http.admin.FeedsHandler;
import io.feedhorn.http.admin.ReadersHandler;
import io.feedhorn.http.admin.SourcesHandler;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.SessionDirectory;
import io.vertx.ext.web.Router;

/** The routes of {@code /v1/admin/*}, behind the check of operators. Owned by an event loop. */
final class AdminRoutes {
  private final ConnectionsHandler connections;
  private final FeedsHandler feeds;
  private final ReadersHandler readers;
  private final SourcesHandler sources;
  private final ClusterHandler cluster;

  AdminRoutes(LoopContext loopContext, HttpServices services) {
    this.connections =
        new ConnectionsHandler(
            new SessionDirectory(loopContext.vertx(), services.http().eventLoops()),
            services.feeds().clock(),
            services.node().name(),
            TransportLabels.SESSIONS);
    this.feeds = new FeedsHandler(services.feeds(), loopContext.authorizer(), services.node());
    this.readers = new ReadersHandler(loopContext.readers(), services.node());
    this.sources = new SourcesHandler(services.feeds(), services.node());
    this.cluster = new ClusterHandler(services.node());
  }

  void addTo(Router router) {
    get(router, EndpointTable.ADMIN_CONNECTIONS).handler(async(connections::list));
    get(router, EndpointTable.ADMIN_CONNECTION).handler(async(connections::find));
    get(router, EndpointTable.ADMIN_FEEDS).handler(async(feeds::list));
    get(router, EndpointTable.ADMIN_READERS).handler(async(readers::list));
    get(router, EndpointTable.ADMIN_SOURCES).handler(async(sources::list));
    get(router, EndpointTable.ADMIN_CLUSTER).handler(async(cluster::show));
    router.delete(EndpointTable.ADMIN_CONNECTION.path()).handler(async(connections::close));
  }
}
