package io.feedhorn.app.settings;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Converts scalars of YAML to String, Boolean, Integer, Long, BigInteger, Double or null. */
final class YamlScalars extends SafeConstructor {
  private static final Set<Tag> TYPES = Set.of(Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);

  /** Texts: no setting is a date, so a date is a text that looks like one. */
  private static final Set<Tag> TEXTS = Set.of(Tag.STR, Tag.TIMESTAMP);

  YamlScalars() {
    super(new LoaderOptions());
  }

  /**
   * @throws YAMLException if the scalar has an explicit tag that is not supported or does not fit
   */
  @Nullable Object value(ScalarNode scalar) {
    if (TEXTS.contains(scalar.getTag())) {
      return scalar.getValue();
    }
    if (!TYPES.contains(scalar.getTag())) {
      throw new YAMLException("the tag " + scalar.getTag().getValue() + " is not supported");
    }
    try {
      return constructDocument(scalar);
    } catch (IllegalArgumentException | IndexOutOfBoundsException invalid) {
      throw new YAMLException(
          "'" + scalar.getValue() + "' does not fit the tag " + scalar.getTag().getValue());
    }
  }
}
