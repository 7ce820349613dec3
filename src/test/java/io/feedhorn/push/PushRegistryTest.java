package io.feedhorn.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.metrics.PushMetrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoredReader;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PushRegistryTest {
  private final Map<String, StoredReader> stored = new LinkedHashMap<>();
  private boolean full;
  private final PushRegistry registry = new PushRegistry(30, this::write, PushMetrics.NONE);

  private Future<Void> write(List<StoreChange> changes) {
    if (full) {
      return Future.failedFuture(new StoreException("no space"));
    }
    for (StoreChange change : changes) {
      if (change instanceof StoredReader added) {
        stored.put(added.name(), added);
      } else if (change instanceof StoreChange.RemoveReader removed) {
        stored.remove(removed.name());
      }
    }
    return Future.succeededFuture();
  }

  @Test
  void aStoredSubscriptionIsTheSameAfterARestart() {
    PushSubscription a = subscription("https://a.example.org/1", "u1", "notify.u1");
    PushSubscription b = subscription("https://a.example.org/2", null, "notify-all.everyone");
    registry.subscribe(a);
    registry.subscribe(b);

    PushRegistry restarted = new PushRegistry(30, this::write, PushMetrics.NONE);
    stored.values().forEach(restarted::load);

    assertThat(stored.keySet()).allMatch(PushSubscription::isStored);
    assertThat(restarted.of("notify.u1")).containsExactly(a);
    assertThat(restarted.of("notify-all.everyone")).containsExactly(b);
    assertThat(restarted.unsubscribe(a.endpoint()).result()).isTrue();
    assertThat(restarted.unsubscribe(a.endpoint()).result()).isFalse();
    assertThat(restarted.of("notify.u1")).isEmpty();
    assertThat(stored).hasSize(1);
  }

  @Test
  void aSubscriptionThatIsNotStoredHasNoEffect() {
    PushSubscription a = subscription("https://a.example.org/1", "u1", "notify.u1");
    full = true;
    assertThat(registry.subscribe(a).cause()).isInstanceOf(StoreException.class);
    assertThat(registry.of("notify.u1")).isEmpty();

    full = false;
    assertThat(registry.subscribe(a).result()).isTrue();
    full = true;
    assertThat(registry.unsubscribe(a.endpoint()).failed()).isTrue();
    assertThat(registry.of("notify.u1")).containsExactly(a);
  }

  @Test
  void theOldestSubscriptionOfAUserGivesWayToANewOne() {
    for (int i = 0; i <= SubscriptionIndex.MAX_OF_USER; i++) {
      registry.subscribe(subscription("https://a.example.org/" + i, "u1", "notify.u1"));
    }

    assertThat(registry.of("notify.u1"))
        .hasSize(SubscriptionIndex.MAX_OF_USER)
        .extracting(PushSubscription::endpoint)
        .doesNotContain("https://a.example.org/0")
        .contains("https://a.example.org/1");
    assertThat(stored).hasSize(SubscriptionIndex.MAX_OF_USER);
  }

  @Test
  void theNumberOfAllIsLimited() {
    for (int i = 0; i < 30; i++) {
      registry.subscribe(subscription("https://a.example.org/" + i, "u" + i, "notify.u" + i));
    }

    assertThatThrownBy(
            () -> registry.subscribe(subscription("https://a.example.org/30", "u", "notify.u")))
        .isInstanceOfSatisfying(
            FeedException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TOO_MANY));
    assertThat(
            registry
                .subscribe(subscription("https://a.example.org/3", "u3", "notify-all.everyone"))
                .result())
        .isFalse();
  }

  private static PushSubscription subscription(
      String endpoint, @Nullable String user, String topic) {
    return new PushSubscription(endpoint, "key", "secret", user, List.of(topic));
  }
}
