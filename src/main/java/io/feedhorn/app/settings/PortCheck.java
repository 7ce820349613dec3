package io.feedhorn.app.settings;

import java.util.ArrayList;
import java.util.List;

/**
 * The check that no two listeners of this server have the same address and port: the operating
 * system would only say that it is in use. 0 stands for any free port, which never collides.
 */
final class PortCheck {
  private final ValidationContext context;
  private final List<Listener> listeners = new ArrayList<>();

  /**
   * @param host the address as it is written
   * @param port 0 for any free port
   * @param name the listener in errors
   */
  private record Listener(String host, int port, String name) {
    boolean collidesWith(Listener other) {
      return port != 0
          && port == other.port
          && (isWildcard(host) || isWildcard(other.host) || isSame(host, other.host));
    }

    private static boolean isWildcard(String host) {
      return host.matches("[0.]+|[0:]+");
    }

    private static boolean isSame(String host, String other) {
      return address(host).equals(address(other));
    }

    private static String address(String host) {
      return host.equalsIgnoreCase("localhost") ? "127.0.0.1" : host;
    }
  }

  private PortCheck(ValidationContext context) {
    this.context = context;
  }

  static void check(ValidationContext context) {
    new PortCheck(context).run();
  }

  private void run() {
    ResolvedSettings settings = context.settings();
    String host = settings.get(HttpSettings.HOST);
    if (settings.get(ClusterSettings.ENABLED)) {
      String node = settings.get(ClusterSettings.HOST);
      int port = settings.get(ClusterSettings.PORT);
      int detection = port + ClusterSettings.FAILURE_DETECTION_OFFSET;
      listeners.add(new Listener(node, port, ClusterSettings.PORT.path() + " (" + port + ")"));
      listeners.add(
          new Listener(
              node,
              detection,
              "the port for failure detection, %d, which is %d above cluster.port"
                  .formatted(detection, ClusterSettings.FAILURE_DETECTION_OFFSET)));
      int eventBus = settings.get(ClusterSettings.EVENT_BUS_PORT);
      listeners.add(
          new Listener(
              node, eventBus, ClusterSettings.EVENT_BUS_PORT.path() + " (" + eventBus + ")"));
    }
    int port = settings.get(HttpSettings.PORT);
    add(HttpSettings.PORT, new Listener(host, port, HttpSettings.PORT.path() + " (" + port + ")"));
    Integer health = settings.getOrNull(HttpSettings.HEALTH_PORT);
    if (health != null) {
      add(HttpSettings.HEALTH_PORT, new Listener(host, health, HttpSettings.HEALTH_PORT.path()));
    }
  }

  private void add(SettingKey<Integer> key, Listener added) {
    listeners.stream()
        .filter(added::collidesWith)
        .findFirst()
        .ifPresent(
            other ->
                context.reject(
                    key, "must be another port than " + other.name() + ", or 0 for any free port"));
    listeners.add(added);
  }
}
