package io.feedhorn.deployment;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The file of Compose in {@code conf/compose}. */
record ComposeFile(JsonObject services) {
  static final Path FOLDER = Path.of("conf", "compose");
  static final Path HAPROXY = FOLDER.resolve("haproxy.cfg");

  static ComposeFile read() {
    return new ComposeFile(
        YamlDocuments.of(FOLDER.resolve("compose.yaml")).get(0).getJsonObject("services"));
  }

  /** Returns the names of the nodes. */
  List<String> nodes() {
    return services.fieldNames().stream().filter(name -> !name.equals("haproxy")).toList();
  }

  JsonObject service(String name) {
    return services.getJsonObject(name);
  }

  String address(String name) {
    return service(name).getJsonObject("networks").getJsonObject("nodes").getString("ipv4_address");
  }

  /** Returns the variables that have values; the others are taken from the shell. */
  Map<String, String> environment(String name) {
    Map<String, String> environment = new LinkedHashMap<>();
    service(name)
        .getJsonObject("environment")
        .forEach(
            variable -> {
              if (variable.getValue() != null) {
                environment.put(variable.getKey(), (String) variable.getValue());
              }
            });
    return environment;
  }
}
