package io.feedhorn.source.format;

import io.feedhorn.source.MappingException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Texts by their names, of which some may not be UTF-8: those fail when they are asked for, alone
 * or with all others. Not thread-safe.
 */
public final class TextFields extends AbstractMap<String, @Nullable Object> {
  private final String kind;
  private final Map<String, @Nullable Object> texts = new LinkedHashMap<>();
  private final Map<String, String> reasons = new TreeMap<>();

  /**
   * @param kind the word for an entry in reasons
   */
  public TextFields(String kind) {
    this.kind = kind;
  }

  /** Adds a text in UTF-8, which replaces an earlier one of the same name. */
  public void add(String name, byte @Nullable [] text) {
    reasons.remove(name);
    try {
      texts.put(name, text == null ? null : StrictText.utf8(text));
    } catch (CharacterCodingException notText) {
      addLossy(name, text, "the %s '%s' is not text in UTF-8".formatted(kind, name));
    }
  }

  /** Adds a text with a name, both in UTF-8. */
  public void add(byte[] name, byte[] text) {
    try {
      add(StrictText.utf8(name), text);
    } catch (CharacterCodingException notText) {
      String lossy = new String(name, StandardCharsets.UTF_8);
      addLossy(lossy, text, "the name '%s' of a %s is not text in UTF-8".formatted(lossy, kind));
    }
  }

  private void addLossy(String name, byte @Nullable [] text, String reason) {
    texts.put(name, text == null ? null : new String(text, StandardCharsets.UTF_8));
    reasons.put(name, reason);
  }

  /** Returns all texts, with U+FFFD in place of what is not UTF-8, for reports. */
  public Map<String, @Nullable Object> lossy() {
    return Collections.unmodifiableMap(texts);
  }

  /**
   * Returns a text; null if there is none of this name.
   *
   * @throws MappingException if it is not UTF-8
   */
  @Override
  public @Nullable Object get(@Nullable Object name) {
    String reason = name instanceof String text ? reasons.get(text) : null;
    if (reason != null) {
      throw new MappingException(reason);
    }
    return texts.get(name);
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return texts.containsKey(name);
  }

  @Override
  public Set<String> keySet() {
    return lossy().keySet();
  }

  @Override
  public int size() {
    return texts.size();
  }

  /**
   * Returns all entries.
   *
   * @throws MappingException if one is not UTF-8
   */
  @Override
  public Set<Map.Entry<String, @Nullable Object>> entrySet() {
    requireAll();
    return lossy().entrySet();
  }

  /**
   * Checks all texts.
   *
   * @throws MappingException if one is not UTF-8
   */
  public void requireAll() {
    if (!reasons.isEmpty()) {
      throw new MappingException(reasons.values().iterator().next());
    }
  }
}
