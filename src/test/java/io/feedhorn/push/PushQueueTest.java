package io.feedhorn.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushQueueTest {
  private final PushQueue queue = new PushQueue();

  private static PushDelivery push(String service, @Nullable String user, int number) {
    String endpoint = "https://%s.example/%s/%d".formatted(service, user, number);
    List<String> topics = List.of("notify-all.everyone");
    return new PushDelivery(
        TestNotification.at(1), new PushSubscription(endpoint, "key", "auth", user, topics), 1);
  }

  private void answers(String service) {
    queue.answered(push(service, "u", 0), true);
  }

  private List<PushDelivery> takeAll() {
    List<PushDelivery> taken = new ArrayList<>();
    for (PushDelivery each = queue.next(); each != null; each = queue.next()) {
      taken.add(each);
    }
    return taken;
  }

  @Test
  void usersTakeTurns() {
    PushDelivery a1 = push("s", "a", 1);
    PushDelivery a2 = push("s", "a", 2);
    PushDelivery a3 = push("s", "a", 3);
    PushDelivery b1 = push("s", "b", 1);
    List.of(a1, a2, a3, b1).forEach(queue::add);

    assertThat(queue.next()).isSameAs(a1);
    assertThat(queue.next()).isSameAs(b1);
    assertThat(queue.next()).isSameAs(a2);
    assertThat(queue.next()).as("a third one of one user").isNull();

    queue.end(a1);

    assertThat(queue.next()).isSameAs(a3);
  }

  @Test
  void pushServicesTakeTurnsAndNoneGetsAllRequests() {
    answers("many");
    answers("few");
    for (int user = 0; user < 50; user++) {
      queue.add(push("many", "m" + user, 1));
    }
    for (int user = 0; user < 3; user++) {
      queue.add(push("few", "f" + user, 1));
    }

    List<PushDelivery> taken = takeAll();

    assertThat(taken.subList(0, 4))
        .extracting(PushDelivery::service)
        .containsExactly(
            "https://many.example", "https://few.example",
            "https://many.example", "https://few.example");
    assertThat(taken).hasSize(PushQueue.MAX_IN_FLIGHT_OF_SERVICE + 3);
    assertThat(queue.waiting()).isEqualTo(50 - PushQueue.MAX_IN_FLIGHT_OF_SERVICE);
  }

  @Test
  void theRequestsOfAllAreLimited() {
    for (int user = 0; user < 50; user++) {
      answers("s" + user);
      queue.add(push("s" + user, "u" + user, 1));
    }

    List<PushDelivery> taken = takeAll();

    assertThat(taken).hasSize(PushQueue.MAX_IN_FLIGHT);
    taken.forEach(queue::end);
    assertThat(takeAll()).hasSize(50 - PushQueue.MAX_IN_FLIGHT);
    assertThat(queue.waiting()).isZero();
  }

  private long toServices(List<PushDelivery> taken, String start) {
    return taken.stream().filter(each -> each.service().contains("//" + start)).count();
  }

  @Test
  void pushServicesThatAreNotKnownToAnswerShareHalfOfTheRequests() {
    for (int user = 0; user < 40; user++) {
      queue.add(push("silent" + user, "s" + user, 1));
      queue.add(push("good", "g" + user, 1));
    }
    answers("good");

    List<PushDelivery> taken = takeAll();

    assertThat(toServices(taken, "silent")).isEqualTo(PushQueue.MAX_IN_FLIGHT_UNKNOWN);
    assertThat(toServices(taken, "good")).isEqualTo(PushQueue.MAX_IN_FLIGHT_OF_SERVICE);
    taken.forEach(queue::end);
    assertThat(queue.waiting()).isEqualTo(80 - PushQueue.MAX_IN_FLIGHT);
  }

  @Test
  void aPushServiceThatDoesNotAnswerAnyMoreIsOneOfThoseThatShare() {
    answers("s");
    for (int user = 0; user < 40; user++) {
      queue.add(push("s", "u" + user, 1));
    }
    List<PushDelivery> taken = takeAll();
    assertThat(taken).hasSize(PushQueue.MAX_IN_FLIGHT_OF_SERVICE);

    taken.forEach(sent -> queue.answered(sent, false));
    taken.forEach(queue::end);

    assertThat(takeAll()).hasSize(PushQueue.MAX_IN_FLIGHT_OF_UNKNOWN_SERVICE);
    for (int answer = 0; answer < 21; answer++) {
      answers("s");
    }
    assertThat(takeAll())
        .hasSize(PushQueue.MAX_IN_FLIGHT_OF_SERVICE - PushQueue.MAX_IN_FLIGHT_OF_UNKNOWN_SERVICE);
  }

  @Test
  void aPushServiceThatFailsNowAndThenStillAnswers() {
    for (int request = 0; request < 300; request++) {
      queue.answered(push("s", "u", 0), request % 100 != 99);
    }
    for (int user = 0; user < 40; user++) {
      queue.add(push("s", "u" + user, 1));
    }

    assertThat(takeAll()).hasSize(PushQueue.MAX_IN_FLIGHT_OF_SERVICE);
  }

  @Test
  void noPushIsLostAlthoughItsPushServiceIsForgotten() {
    answers("s");
    queue.add(push("s", "a", 1));
    for (int other = 0; other < AnsweringServices.MAX_SERVICES; other++) {
      answers("other" + other);
    }
    queue.add(push("s", "b", 1));
    queue.add(push("s", "a", 2));
    answers("s");

    assertThat(takeAll())
        .extracting(each -> each.to().endpoint())
        .containsExactlyInAnyOrder(
            "https://s.example/a/1", "https://s.example/b/1", "https://s.example/a/2");
  }

  @Test
  void aPushThatPausesFreesItsPlaceAndStillWaits() {
    PushDelivery first = push("s", "a", 1);
    queue.add(first);
    queue.add(push("s", "a", 2));
    queue.add(push("s", "a", 3));
    assertThat(takeAll()).hasSize(2);

    queue.pause(first);

    assertThat(takeAll())
        .extracting(each -> each.to().endpoint())
        .containsExactly("https://s.example/a/3");
    assertThat(queue.waiting()).isEqualTo(1);
    queue.resume(first.again());
    assertThat(queue.next()).as("two others are in flight").isNull();
  }

  @Test
  void theWaitingPushesOfOneUserAreLimited() {
    for (int each = 0; each < PushQueue.MAX_WAITING_OF_USER; each++) {
      assertThat(queue.add(push("s", "a", each))).isTrue();
    }

    assertThat(queue.add(push("s", "a", -1))).isFalse();
    assertThat(queue.add(push("s", "b", 1))).isTrue();

    queue.end(Objects.requireNonNull(queue.next()));
    assertThat(queue.add(push("s", "a", -1))).isTrue();
  }

  @Test
  void browsersWithoutAUserAreDifferentRecipients() {
    queue.add(push("s", null, 1));
    queue.add(push("s", null, 2));
    queue.add(push("s", null, 3));

    assertThat(takeAll()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "https://Push.Example:8443/a?b, https://push.example:8443",
    "https://push.example/a:443, https://push.example",
    "https://push.example:443/a, https://push.example",
    "HTTPS://push.example?a/b, https://push.example",
    "http://push.example:80, http://push.example",
    "http://push.example:443/, http://push.example:443",
    "https://[2001:db8::443]/a, https://[2001:db8::443]"
  })
  void thePushServiceIsSchemeHostAndPort(String endpoint, String service) {
    PushSubscription to = new PushSubscription(endpoint, "key", "auth", "u", List.of());

    assertThat(new PushDelivery(TestNotification.at(1), to, 1).service()).isEqualTo(service);
  }
}
