package io.feedhorn.deployment;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads YAML documents as JSON. A key that appears twice is an error. */
final class YamlDocuments {
  private YamlDocuments() {}

  /** Returns the documents of all files in a folder. */
  static List<JsonObject> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().flatMap(file -> of(file).stream()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<JsonObject> of(Path file) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<JsonObject> documents = new ArrayList<>();
    try {
      String text = Files.readString(file);
      for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
        documents.add(json(document));
      }
      return documents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked") // the keys of these files are texts
  private static JsonObject json(Object document) {
    return new JsonObject(new JsonObject((Map<String, Object>) document).encode());
  }
}
