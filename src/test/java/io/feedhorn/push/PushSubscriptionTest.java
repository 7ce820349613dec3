package io.feedhorn.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of a push subscription. */
class PushSubscriptionTest {
  private static String key;

  @BeforeAll
  static void createKey() throws GeneralSecurityException {
    key =
        new TestBrowser()
            .subscription("https://push.example.org/a")
            .getJsonObject("keys")
            .getString("p256dh");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 17, 32})
  void aSecretOfAnotherLengthIsRefused(int bytes) {
    String auth = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[bytes]);

    FeedException refusal = catchThrowableOfType(FeedException.class, () -> with(auth));

    assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    assertThat(refusal.reason()).contains("'auth', 16 bytes");
  }

  @Test
  void aSecretMayHavePadding() {
    String auth = Base64.getUrlEncoder().encodeToString(new byte[16]);

    assertThat(with(auth).auth()).isEqualTo(auth).endsWith("==");
  }

  private static PushSubscription with(String auth) {
    return PushSubscription.of("https://push.example.org/a", key, auth, "u1", List.of("notify.u1"));
  }
}
