package io.feedhorn.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.docs.DocumentBlock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** A server with the settings of a recipe of the docs. */
public final class DocumentedSource {
  private DocumentedSource() {}

  /**
   * Starts a server.
   *
   * @param contained the text by which the recipe is found on its page
   * @param from what is replaced in it, such as an address
   */
  public static SourceServer start(String page, String contained, String from, String to) {
    return start(page, contained, Map.of(), from, to);
  }

  /**
   * Starts a server.
   *
   * @param optional what is replaced in the recipe if it is there
   */
  public static SourceServer start(
      String page, String contained, Map<String, String> optional, String from, String to) {
    DocumentBlock recipe =
        DocumentBlock.all().stream()
            .filter(block -> block.page().equals(page) && block.language().equals("yaml"))
            .filter(block -> block.text().contains(contained))
            .findFirst()
            .orElseThrow();
    String yaml = recipe.text();
    for (Map.Entry<String, String> replacement : optional.entrySet()) {
      yaml = yaml.replace(replacement.getKey(), replacement.getValue());
    }
    assertThat(yaml).contains(from);
    Map<String, Object> settings = new LinkedHashMap<>();
    flatten("", new Yaml().load(yaml.replace(from, to)), settings);
    return SourceServer.startWith(settings);
  }

  private static void flatten(String prefix, Map<String, Object> map, Map<String, Object> all) {
    map.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> section && !key.equals("properties")) {
            Map<String, Object> inner = new LinkedHashMap<>();
            section.forEach((name, inside) -> inner.put((String) name, inside));
            flatten(prefix + key + ".", inner, all);
          } else {
            all.put(prefix + key, value);
          }
        });
  }
}
