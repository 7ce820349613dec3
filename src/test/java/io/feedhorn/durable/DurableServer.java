package io.feedhorn.durable;

import io.feedhorn.hostile.ServerProcess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The settings of a server process with three durable feeds. */
public final class DurableServer {
  /** The durable feeds. */
  public static final List<String> FEEDS = List.of("orders", "sales", "bills");

  private DurableServer() {}

  /** Starts a server whose history keeps everything that a test publishes. */
  public static ServerProcess start(Path store) {
    return start(store, Map.of());
  }

  /**
   * Starts a server with further settings.
   *
   * @param further settings, which override those of {@link #settings}
   */
  public static ServerProcess start(Path store, Map<String, String> further) {
    return start(store, further, "-Xmx512m");
  }

  /**
   * Starts a server with further settings and options of the JVM.
   *
   * @param further settings, which override those of {@link #settings}
   */
  public static ServerProcess start(Path store, Map<String, String> further, String... jvm) {
    Map<String, String> environment = new HashMap<>(settings(store));
    environment.putAll(further);
    return ServerProcess.start(environment, jvm);
  }

  /** Returns the settings as environment variables. */
  static Map<String, String> settings(Path store) {
    Map<String, String> settings = new HashMap<>();
    settings.put("FEEDHORN_STORE_PATH", store.toString());
    for (String feed : FEEDS) {
      String prefix = "FEEDHORN_FEEDS_" + feed.toUpperCase(Locale.ROOT);
      settings.put(prefix + "_DURABLE", "true");
      settings.put(prefix + "_DELIVERY", "every");
      settings.put(prefix + "_HISTORY_SIZE", "1000000");
      settings.put(prefix + "_HISTORY_AGE", "1d");
    }
    return settings;
  }
}
