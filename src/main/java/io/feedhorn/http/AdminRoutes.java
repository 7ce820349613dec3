package io.feedhorn.http;

import static io.feedhorn.http.Routes.async;
import static io.feedhorn.http.Routes.get;

import io.feedhorn.http.admin.ConnectionsHandler;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.SessionDirectory;
import io.vertx.ext.web.Router;

/** The routes of {@code /v1/admin/*}, behind the check of operators. Owned by an event loop. */
final class AdminRoutes {
  private final ConnectionsHandler connections;

  AdminRoutes(LoopContext loopContext, HttpServices services) {
    this.connections =
        new ConnectionsHandler(
            new SessionDirectory(loopContext.vertx(), services.http().eventLoops()),
            services.feeds().clock(),
            services.node(),
            TransportLabels.SESSIONS);
  }

  void addTo(Router router) {
    get(router, EndpointTable.ADMIN_CONNECTIONS).handler(async(connections::list));
    get(router, EndpointTable.ADMIN_CONNECTION).handler(async(connections::find));
    router.delete(EndpointTable.ADMIN_CONNECTION.path()).handler(async(connections::close));
  }
}
