package io.feedhorn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationKeysTest {
  private final List<String> passedOver = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1_024, 2_047})
  void anRsaKeyThatIsShortIsPassedOver(int bits) {
    VerificationKeys keys = parse(rsa(bits).put("kid", "short"), rsa(2_048).put("kid", "long"));

    assertThat(passedOver)
        .containsExactly(
            "key short: an RSA key has at least 2048 bits, this one has %d".formatted(bits));
    assertThat(keys.fits("RS256", "short")).isFalse();
    assertThat(keys.fits("RS256", "long")).isTrue();
  }

  @Test
  void aSecretThatIsShortIsPassedOver() {
    VerificationKeys keys = parse(secret(31).put("kid", "short"), secret(32).put("kid", "long"));

    assertThat(passedOver).containsExactly("key short: a secret has at least 32 bytes");
    assertThat(keys.fits("HS256", "short")).isFalse();
    assertThat(keys.fits("HS256", "long")).isTrue();
  }

  private VerificationKeys parse(JsonObject... keys) {
    JsonObject jwks = new JsonObject().put("keys", new JsonArray(List.of(keys)));
    return VerificationKeys.parse(Buffer.buffer(jwks.encode()), passedOver);
  }

  /** Its modulus is no product of two primes, which nobody asks of a public key. */
  private static JsonObject rsa(int bits) {
    byte[] modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0).toByteArray();
    return new JsonObject().put("kty", "RSA").put("n", base64(modulus)).put("e", "AQAB");
  }

  private static JsonObject secret(int bytes) {
    return new JsonObject().put("kty", "oct").put("k", base64(new byte[bytes]));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
