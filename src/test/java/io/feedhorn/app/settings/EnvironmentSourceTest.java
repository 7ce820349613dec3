package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentSourceTest {
  private final List<String> errors = new ArrayList<>();

  private List<String> paths(Set<String> feeds, String name, String value) {
    EnvironmentVariable variable = new EnvironmentVariable(value, EnvironmentSource.ENVIRONMENT);
    return new EnvironmentSource(feeds, errors)
        .read(Map.of(name, variable)).stream().map(SettingValue::path).toList();
  }

  @Test
  void everyKeyHasItsVariable() {
    for (SettingKey<?> key : SettingKeys.ALL) {
      String path = NamedSections.path(key, "orders");
      assertThat(paths(Set.of(), EnvironmentSource.variable(path), "x")).containsExactly(path);
    }
    assertThat(errors).isEmpty();
  }

  @Test
  void theNamesOfFilesDecideWhichKeyIsMeant() {
    String variable = "FEEDHORN_SOURCES_ORDERS_SNAPSHOT_SEND";

    assertThat(paths(Set.of("orders_snapshot"), variable, "x"))
        .containsExactly("sources.orders_snapshot.send");
    assertThat(paths(Set.of("orders"), variable, "x"))
        .containsExactly("sources.orders.snapshot.send");
    assertThat(paths(Set.of("orders", "orders_snapshot"), variable, "x")).isEmpty();
    assertThat(errors).singleElement().asString().contains("ambiguous: ");
  }

  @ParameterizedTest
  @CsvSource({
    "http.event-loops, FEEDHORN_HTTP_EVENT_LOOPS",
    "feeds.prices.history.size, FEEDHORN_FEEDS_PRICES_HISTORY_SIZE"
  })
  void dotsAndDashesBecomeUnderscores(String path, String variable) {
    assertThat(EnvironmentSource.variable(path)).isEqualTo(variable);
  }

  @Test
  void aFeedNamedInAFileIsFoundInUpperCase() {
    assertThat(paths(Set.of("my-feed"), "FEEDHORN_FEEDS_MY_FEED_CACHE", "x"))
        .containsExactly("feeds.my-feed.cache");
    assertThat(paths(Set.of("NBA"), "FEEDHORN_FEEDS_NBA_CACHE", "x"))
        .containsExactly("feeds.NBA.cache");
  }

  @Test
  void aFeedNamedOnlyInTheEnvironmentIsInLowerCase() {
    assertThat(paths(Set.of(), "FEEDHORN_FEEDS_MY_FEED_HISTORY_AGE", "1h"))
        .containsExactly("feeds.my_feed.history.age");
  }

  @Test
  void aVariableOfTwoFeedsThatAreEqualInUpperCaseIsAmbiguous() {
    assertThat(paths(Set.of("my-feed", "my_feed"), "FEEDHORN_FEEDS_MY_FEED_CACHE", "x")).isEmpty();
    assertThat(errors)
        .containsExactly(
            "FEEDHORN_FEEDS_MY_FEED_CACHE = \"x\" (environment): ambiguous:"
                + " feeds.my-feed.cache or feeds.my_feed.cache; set it in a file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FEEDHORN_HTTP_PROT",
        "FEEDHORN_PORT",
        "FEEDHORN_FEEDS_CACHE",
        "FEEDHORN_FEEDS__CACHE",
        "FEEDHORN_",
        "FEEDHORN_http_port"
      })
  void aVariableThatIsNotASettingIsAnError(String name) {
    assertThat(paths(Set.of(), name, "1")).isEmpty();
    assertThat(errors)
        .singleElement()
        .asString()
        .startsWith(name + " = \"1\" (environment): unknown variable");
  }

  @ParameterizedTest
  @CsvSource({
    "FEEDHORN_URL, http://127.0.0.1:8080",
    "FEEDHORN_TOKEN, a.b.c",
    "FEEDHORN_SERVICE_HOST, 10.0.0.1",
    "FEEDHORN_SERVICE_PORT_HTTP, 8080",
    "FEEDHORN_PORT, tcp://10.0.0.1:8080",
    "FEEDHORN_PORT_8080_TCP_ADDR, 10.0.0.1",
    "OTHER, x"
  })
  void variablesOfKubernetesAndOfCommandsAreIgnored(String name, String value) {
    assertThat(paths(Set.of(), name, value)).isEmpty();
    assertThat(errors).isEmpty();
  }
}
