package io.feedhorn.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.FeedException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertRuleTest {
  private static AlertRule parse(String json) {
    return AlertRule.parse(new JsonObject(json), "new", 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"when\":\"changes\"} | The rule has no 'topic'",
        "{\"topic\":\"prices.a\"} | The rule has no 'when': one of above, below",
        "{\"topic\":\"prices\",\"when\":\"changes\"} | Bad pattern 'prices'",
        "{\"topic\":\"prices.a\",\"when\":\"over\"} | 'when' must be one of above, below",
        "{\"topic\":\"prices.a\",\"when\":\"above\"} | The rule has no 'value'",
        "{\"topic\":\"prices.a\",\"when\":\"above\",\"value\":\"1\"} | 'value' must be a number",
        "{\"topic\":\"prices.a\",\"when\":\"above\",\"value\":1e400} | within the range of doubles",
        "{\"topic\":\"prices.a\",\"when\":\"moves\",\"value\":0} | a percentage greater than 0",
        "{\"topic\":\"prices.a\",\"when\":\"changes\",\"value\":1} | 'changes' does not have",
        "{\"topic\":\"prices.a\",\"when\":\"changes\",\"hysteresis\":1} | only above and below",
        "{\"topic\":\"prices.a\",\"when\":\"changes\",\"pause\":0} | 1 to 86400",
        "{\"topic\":\"prices.a\",\"when\":\"changes\",\"id\":\"a.b\"} | 'id' must be a string of",
        "{\"topic\":\"prices.a\",\"when\":\"changes\",\"id\":\"a\\n\"} | 'id' must be a string of",
        "{\"topic\":\"prices.a\",\"when\":\"changes\",\"link\":\"/a\\n\"} | 'link' must be",
        "{\"topic\":\"prices.a\",\"when\":\"above\",\"value\":1,\"hysteresis\":1e400} | 'hysteresis' must",
        "{\"topic\":\"prices.a\",\"when\":\"changes\",\"fields\":\"x\"} | a member 'fields'",
        "{\"topic\":\"prices.a\",\"when\":\"changes\",\"a2345678901234567890123456789012345678901\":1} | 34567890…',",
        "{\"topic\":\"prices.a\",\"when\":\"changes\",\"link\":\"javascript:x\"} | 'link' must be",
        "{\"topic\":\"notify.u1\",\"when\":\"changes\"} | must not be of the feed 'notify'",
        "{\"topic\":\"alerts.u1\",\"when\":\"changes\"} | must not be of the feed 'alerts'",
      })
  void aRefusalNamesTheMemberAndWhatIsAllowed(String json, String reason) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(FeedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aRuleKeepsItsIdOrGetsOne() {
    assertThat(parse("{\"topic\":\"prices.a\",\"when\":\"changes\",\"id\":\"x\"}").id())
        .isEqualTo("x");
    assertThat(parse("{\"topic\":\"prices.a\",\"when\":\"changes\"}").id()).isEqualTo("new");
  }

  @Test
  void aFieldIsAPathOfMembersAndIndexes() {
    AlertRule rule = parse("{\"topic\":\"b.a\",\"when\":\"changes\",\"field\":\"bids.1.price\"}");
    JsonArray bids = new JsonArray().add(new JsonObject()).add(new JsonObject().put("price", 12.5));
    assertThat(rule.compared(new JsonObject().put("bids", bids))).isEqualTo(12.5);
    assertThat(rule.compared(new JsonObject().put("bids", new JsonArray()))).isNull();
    assertThat(rule.compared(7)).isNull();
    assertThat(rule.compared(null)).isNull();
  }

  @Test
  void theStoredFormIsReadBack() {
    AlertRule rule =
        parse("{\"topic\":\"prices.*\",\"when\":\"above\",\"value\":3,\"field\":\"p\"}");
    StoredRule stored =
        new StoredRule(rule, java.util.Map.of(), 0, null, java.util.List.of())
            .with("prices.a", TopicState.NEW.holding(true).notifiedAt(5))
            .with("prices.b", TopicState.NEW.comparedWith("1"))
            .notifying(
                new Firing("key", new JsonObject().put("title", "t")),
                new JsonObject().put("at", 5));
    assertThat(StoredRule.of(new JsonObject(stored.json().encode()))).isEqualTo(stored);
  }
}
