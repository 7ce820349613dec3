package io.feedhorn.app.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The keys of one section, in the order of {@code conf/feedhorn.yaml}. Filled by the static
 * initialiser of the class that declares the keys, not changed afterwards.
 */
final class SettingSection {
  private final String prefix;
  private final List<SettingKey<?>> keys = new ArrayList<>();

  /**
   * @param prefix the start of every path, such as {@code http.}
   */
  SettingSection(String prefix) {
    this.prefix = prefix;
  }

  /** Adds a key that always has a value. */
  <T> SettingKey<T> key(String name, SettingType<T> type, T defaultValue, String description) {
    return add(new SettingKey<>(prefix + name, type, defaultValue, null, description));
  }

  /** Adds a key that may be empty. */
  <T> SettingKey<T> optional(
      String name, SettingType<T> type, String emptyMeaning, String description) {
    return add(new SettingKey<>(prefix + name, type, null, emptyMeaning, description));
  }

  /** Adds a key that may be empty and then has a computed value. */
  <T> SettingKey<T> computed(
      String name, SettingType<T> type, T computed, String emptyMeaning, String description) {
    return add(new SettingKey<>(prefix + name, type, computed, emptyMeaning, description));
  }

  private <T> SettingKey<T> add(SettingKey<T> key) {
    keys.add(key);
    return key;
  }

  List<SettingKey<?>> keys() {
    return Collections.unmodifiableList(keys);
  }
}
