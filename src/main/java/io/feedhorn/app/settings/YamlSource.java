package io.feedhorn.app.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Settings from one YAML text. Reads SnakeYAML's nodes, which have the line of each key, and do not
 * lose the first of two equal keys. Used once.
 */
final class YamlSource {
  /** The maximum depth of mappings: more than any key has. Ends an alias that contains itself. */
  private static final int MAX_DEPTH = 8;

  private final String name;
  private final List<String> errors;
  private final YamlScalars scalars = new YamlScalars();
  private final Map<String, Integer> lines = new HashMap<>();
  private final List<SettingValue> values = new ArrayList<>();

  /**
   * @param name the name of the text in errors
   * @param errors receives one line for each error
   */
  YamlSource(String name, List<String> errors) {
    this.name = name;
    this.errors = errors;
  }

  List<SettingValue> read(String text) {
    try {
      Node root = compose(text);
      if (root instanceof MappingNode mapping) {
        readMapping("", mapping, 0);
      } else if (root != null && !(root instanceof ScalarNode s && s.getValue().isEmpty())) {
        error(root, "must be keys and values, like http: { port: 8080 }");
      }
    } catch (MarkedYAMLException malformed) {
      int line = malformed.getProblemMark() == null ? 1 : malformed.getProblemMark().getLine() + 1;
      errors.add(at(line) + ": not YAML: " + malformed.getProblem());
    } catch (YAMLException malformed) {
      errors.add(at(1) + ": not YAML: " + ErrorMessages.of(malformed));
    }
    return values;
  }

  /** Uses no {@code Yaml}: that needs the module java.desktop, which the image does not have. */
  private static @Nullable Node compose(String text) {
    LoaderOptions options = new LoaderOptions();
    return new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options)
        .getSingleNode();
  }

  private void readMapping(String prefix, MappingNode mapping, int depth) {
    Map<String, NodeTuple> merged = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      if (isMerge(entry)) {
        collectMerged(entry.getValueNode(), merged, new HashSet<>());
      } else {
        readEntry(prefix, entry, depth);
      }
    }
    merged.forEach(
        (key, entry) -> {
          if (!lines.containsKey(prefix + key)) {
            readEntry(prefix, entry, depth);
          }
        });
  }

  /**
   * Collects the entries of {@code <<: *alias} or {@code <<: [*alias, *alias]}: the first wins. A
   * mapping's own entries come before those that it merges itself.
   *
   * @param collected the mappings whose entries are collected: an alias may contain itself
   */
  private void collectMerged(Node merge, Map<String, NodeTuple> merged, Set<Node> collected) {
    if (merge instanceof MappingNode mapping && collected.add(mapping)) {
      List<Node> inner = new ArrayList<>();
      for (NodeTuple entry : mapping.getValue()) {
        if (isMerge(entry)) {
          inner.add(entry.getValueNode());
        } else if (entry.getKeyNode() instanceof ScalarNode key) {
          merged.putIfAbsent(key.getValue(), entry);
        }
      }
      inner.forEach(node -> collectMerged(node, merged, collected));
    } else if (merge instanceof SequenceNode sequence) {
      sequence.getValue().stream()
          .filter(MappingNode.class::isInstance)
          .forEach(mapping -> collectMerged(mapping, merged, collected));
    } else if (merge instanceof ScalarNode) {
      error(merge, "<< must be followed by an alias of keys and values");
    }
  }

  private static boolean isMerge(NodeTuple entry) {
    return entry.getKeyNode().getTag().equals(Tag.MERGE);
  }

  private void readEntry(String prefix, NodeTuple entry, int depth) {
    if (!(entry.getKeyNode() instanceof ScalarNode key) || key.getValue().isBlank()) {
      error(entry.getKeyNode(), "a key must be a name");
      return;
    }
    String path = prefix + key.getValue();
    Integer first = lines.putIfAbsent(path, line(key));
    if (first != null) {
      error(key, "duplicate key %s, first used in line %d".formatted(path, first));
    } else if (depth == MAX_DEPTH) {
      error(key, "nested too deeply: no key has so many segments");
    } else if (entry.getValueNode() instanceof MappingNode section
        && section.getTag().equals(Tag.MAP)
        && !section.getValue().isEmpty()
        && !isProperties(path)) {
      readMapping(path + ".", section, depth + 1);
    } else {
      readValue(path, key, entry.getValueNode());
    }
  }

  private void readValue(String path, ScalarNode key, Node node) {
    Object value;
    try {
      value = value(node);
    } catch (YAMLException invalid) {
      error(node, path + ": " + invalid.getMessage());
      return;
    }
    boolean empty = value == null || (value instanceof Map<?, ?> map && map.isEmpty());
    if (!empty || UnknownKeyMessage.needsValue(path)) {
      values.add(new SettingValue(path, value, at(line(key))));
      return;
    }
    // An empty section is one whose keys are all comments. A source without any key is a mistake.
    String source = NamedSections.source(path);
    if (source != null) {
      values.add(new SettingValue(source, null, at(line(key))));
    }
  }

  private @Nullable Object value(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalars.value(scalar);
    }
    if (node instanceof SequenceNode sequence && sequence.getTag().equals(Tag.SEQ)) {
      List<@Nullable Object> elements = new ArrayList<>();
      // No setting is a list of lists; an element that is not a scalar only has to be visible.
      for (Node element : sequence.getValue()) {
        elements.add(element instanceof ScalarNode scalar ? scalars.value(scalar) : Map.of());
      }
      return elements;
    }
    if (node instanceof MappingNode mapping && node.getTag().equals(Tag.MAP)) {
      return properties(mapping);
    }
    throw new YAMLException("the tag " + node.getTag().getValue() + " is not supported");
  }

  private static boolean isProperties(String path) {
    SettingKey<?> key = SettingKeys.find(path);
    return key != null && key.type().equals(SettingType.PROPERTIES);
  }

  private Map<String, Object> properties(MappingNode mapping) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      Object value =
          entry.getValueNode() instanceof ScalarNode scalar ? scalars.value(scalar) : null;
      if (!(entry.getKeyNode() instanceof ScalarNode name) || value == null) {
        throw new YAMLException("must be names, each with a text, a number, true or false");
      }
      if (properties.put(name.getValue(), value) != null) {
        throw new YAMLException("duplicate key " + name.getValue());
      }
    }
    return properties;
  }

  private void error(Node node, String error) {
    errors.add(at(line(node)) + ": " + error);
  }

  private String at(int line) {
    return name + " line " + line;
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
