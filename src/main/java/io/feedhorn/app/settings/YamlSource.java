package io.feedhorn.app.settings;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings from one YAML file. Blocks: for the start only. */
final class YamlSource {
  private final Vertx vertx;
  private final String path;
  private final String name;
  private final List<String> mistakes;

  /**
   * @param path where Vert.x finds it, in a folder or on the class path
   * @param name what it is called in mistakes
   */
  YamlSource(Vertx vertx, String path, String name, List<String> mistakes) {
    this.vertx = vertx;
    this.path = path;
    this.name = name;
    this.mistakes = mistakes;
  }

  List<SettingValue> read() {
    List<SettingValue> given = new ArrayList<>();
    try {
      String text = vertx.fileSystem().readFile(path).await().toString();
      YamlPositions outline = YamlPositions.of(text);
      outline.mistakes().forEach(mistake -> mistakes.add(name + " " + mistake));
      if (outline.mistakes().isEmpty() && !outline.lines().isEmpty()) {
        flatten("", values().getMap(), outline, given);
      }
    } catch (Exception unreadable) { // Vert.x throws checked ones undeclared.
      mistakes.add(name + ": cannot be read: " + ErrorMessages.of(unreadable));
    }
    return given;
  }

  /** Never the retriever's default stores: with them a stray file overrides the environment. */
  private JsonObject values() {
    ConfigStoreOptions file =
        new ConfigStoreOptions()
            .setType("file")
            .setFormat("yaml")
            .setConfig(new JsonObject().put("path", path));
    ConfigRetrieverOptions options =
        new ConfigRetrieverOptions()
            .setIncludeDefaultStores(false)
            .setScanPeriod(-1)
            .addStore(file);
    ConfigRetriever retriever = ConfigRetriever.create(vertx, options);
    try {
      return retriever.getConfig().await();
    } finally {
      retriever.close();
    }
  }

  private void flatten(
      String prefix, Map<?, ?> map, YamlPositions outline, List<SettingValue> given) {
    map.forEach(
        (key, value) -> {
          String at = prefix.isEmpty() ? key.toString() : prefix + "." + key;
          Map<?, ?> section = section(value);
          if (section != null && !section.isEmpty()) {
            flatten(at, section, outline, given);
          } else if ((section == null && value != null) || UnknownKeyMessage.needsValue(at)) {
            Integer line = outline.lines().get(at);
            given.add(new SettingValue(at, value, line == null ? name : name + " line " + line));
          }
        });
  }

  private static @Nullable Map<?, ?> section(@Nullable Object value) {
    return value instanceof JsonObject json
        ? json.getMap()
        : value instanceof Map<?, ?> map ? map : null;
  }
}
