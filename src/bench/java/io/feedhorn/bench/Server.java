package io.feedhorn.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The servers that can be started, each made ready in a folder of its own. */
enum Server {
  FEEDHORN {
    @Override
    List<String> command(BenchDirectory shop, int port, List<String> jvm) {
      return jvm(jvm, "-jar", shop.jar().toString(), "serve");
    }

    @Override
    Map<String, String> environment(int port) {
      return Map.of(
          "FEEDHORN_HTTP_PORT",
          Integer.toString(port),
          "FEEDHORN_HTTP_EVENT_LOOPS",
          "1",
          "FEEDHORN_DEMO_ENABLED",
          "false");
    }
  },
  FLOOR {
    @Override
    @Nullable String missing(BenchDirectory shop) {
      return shop.lacks("cc");
    }

    @Override
    List<String> command(BenchDirectory shop, int port, List<String> jvm) throws Exception {
      return List.of(shop.floor().toString(), Integer.toString(port), "0");
    }
  },
  FLOOR_10 {
    @Override
    @Nullable String missing(BenchDirectory shop) {
      return shop.lacks("cc");
    }

    @Override
    List<String> command(BenchDirectory shop, int port, List<String> jvm) throws Exception {
      return List.of(shop.floor().toString(), Integer.toString(port), "10");
    }
  },
  BRIDGE {
    @Override
    List<String> command(BenchDirectory shop, int port, List<String> jvm) {
      return vertx(jvm, "StockBridge", port);
    }
  },
  NAIVE {
    @Override
    List<String> command(BenchDirectory shop, int port, List<String> jvm) {
      return vertx(jvm, "PlainLoop", port);
    }
  },
  WS {
    @Override
    @Nullable String missing(BenchDirectory shop) {
      return shop.lacks("node", "npm");
    }

    @Override
    List<String> command(BenchDirectory shop, int port, List<String> jvm) throws Exception {
      return shop.node("ws.js", port);
    }
  },
  SOCKET_IO {
    @Override
    @Nullable String missing(BenchDirectory shop) {
      return shop.lacks("node", "npm");
    }

    @Override
    List<String> command(BenchDirectory shop, int port, List<String> jvm) throws Exception {
      return shop.node("socket.io.js", port);
    }
  },
  NCHAN {
    @Override
    @Nullable String missing(BenchDirectory shop) {
      String lacking = shop.lacks("nginx");
      return lacking == null && shop.nchanModule() == null
          ? "nginx's module nchan is not there"
          : lacking;
    }

    @Override
    List<String> command(BenchDirectory shop, int port, List<String> jvm) throws Exception {
      Path folder = shop.folder("nchan");
      Files.createDirectories(folder.resolve("logs"));
      Path config = folder.resolve("nginx.conf");
      Files.writeString(config, Configs.nchan(shop.nchanModule(), port));
      return List.of(shop.tool("nginx"), "-p", folder + "/", "-c", config.toString());
    }
  },
  NATS {
    @Override
    @Nullable String missing(BenchDirectory shop) {
      return shop.lacks("nats-server");
    }

    @Override
    List<String> command(BenchDirectory shop, int port, List<String> jvm) throws Exception {
      Path config = shop.folder("nats").resolve("nats.conf");
      Files.writeString(config, Configs.nats(port, Ports.free()));
      return List.of(shop.tool("nats-server"), "-c", config.toString());
    }

    @Override
    Map<String, String> environment(int port) {
      return Map.of("GOMAXPROCS", "1");
    }
  },
  MOSQUITTO {
    @Override
    @Nullable String missing(BenchDirectory shop) {
      return shop.lacks("mosquitto");
    }

    @Override
    List<String> command(BenchDirectory shop, int port, List<String> jvm) throws Exception {
      Path config = shop.folder("mosquitto").resolve("mosquitto.conf");
      Files.writeString(config, Configs.mosquitto(port, Ports.free()));
      return List.of(shop.tool("mosquitto"), "-c", config.toString());
    }
  };

  /** Why the server cannot be started here, or null. */
  @Nullable String missing(BenchDirectory shop) {
    return null;
  }

  /** Returns true if the server has a just-in-time compiler. */
  boolean compiles() {
    return isJvm() || this == WS || this == SOCKET_IO;
  }

  boolean isJvm() {
    return this == FEEDHORN || this == BRIDGE || this == NAIVE;
  }

  abstract List<String> command(BenchDirectory shop, int port, List<String> jvm) throws Exception;

  Map<String, String> environment(int port) {
    return Map.of();
  }

  private static List<String> vertx(List<String> jvm, String main, int port) {
    String name = "io.feedhorn.bench.peer." + main;
    return jvm(jvm, "-cp", Machine.classPath(), name, Integer.toString(port));
  }

  private static List<String> jvm(List<String> options, String... rest) {
    List<String> command = new ArrayList<>();
    command.add(Machine.java("java"));
    command.addAll(options);
    command.addAll(List.of(rest));
    return command;
  }
}
