package io.feedhorn.app.settings;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Where things stand in a YAML text, and what is wrong with it as such. Reading the values alone
 * would lose both, and take the last of two equal keys in silence.
 *
 * @param lines the line of each path
 * @param mistakes each beginning with its line
 */
record YamlPositions(Map<String, Integer> lines, List<String> mistakes) {
  /** More than any key has; an alias that holds itself would never end. */
  private static final int DEEPEST = 8;

  static YamlPositions of(String text) {
    YamlPositions outline = new YamlPositions(new HashMap<>(), new ArrayList<>());
    try {
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      Node root = yaml.compose(new StringReader(text));
      boolean empty = root == null || (root instanceof ScalarNode s && s.getValue().isEmpty());
      if (!empty) {
        outline.walk("", root, 0);
      }
    } catch (MarkedYAMLException malformed) {
      int line = malformed.getProblemMark() == null ? 1 : malformed.getProblemMark().getLine() + 1;
      outline.mistakes.add("line " + line + ": not YAML: " + malformed.getProblem());
    } catch (YAMLException malformed) {
      outline.mistakes.add("line 1: not YAML: " + ErrorMessages.of(malformed));
    }
    return outline;
  }

  private void walk(String prefix, Node node, int depth) {
    if (depth > DEEPEST) {
      mistakes.add("line " + line(node) + ": nested too deeply: no key has so many parts");
    } else if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(entry -> add(prefix, entry, depth));
    } else if (prefix.isEmpty()) {
      mistakes.add("line " + line(node) + ": must be keys and values, like http: { port: 8080 }");
    }
  }

  private void add(String prefix, NodeTuple entry, int depth) {
    Node key = entry.getKeyNode();
    if (key.getNodeId() != NodeId.scalar || ((ScalarNode) key).getValue().isBlank()) {
      mistakes.add("line " + line(key) + ": a key must be a name");
      return;
    }
    String name = ((ScalarNode) key).getValue();
    String path = prefix.isEmpty() ? name : prefix + "." + name;
    Integer before = lines.putIfAbsent(path, line(key));
    if (before != null) {
      mistakes.add("line %d: %s is there already, in line %d".formatted(line(key), path, before));
    } else {
      walk(path, entry.getValueNode(), depth + 1);
    }
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
