package io.feedhorn.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading of key sets: which keys are used, and why others are skipped. */
class VerificationKeysTest {
  private final List<String> skipped = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1_024, 2_047})
  void anRsaKeyThatIsTooShortIsSkipped(int bits) {
    VerificationKeys keys = parse(rsa(bits).put("kid", "short"), rsa(2_048).put("kid", "long"));

    assertThat(skipped)
        .containsExactly(
            "key short: an RSA key has at least 2048 bits, this one has %d".formatted(bits));
    assertThat(keys.fits("RS256", "short")).isFalse();
    assertThat(keys.fits("RS256", "long")).isTrue();
  }

  @Test
  void aSecretThatIsTooShortIsSkipped() {
    VerificationKeys keys = parse(secret(31).put("kid", "short"), secret(32).put("kid", "long"));

    assertThat(skipped).containsExactly("key short: a secret has at least 32 bytes");
    assertThat(keys.fits("HS256", "short")).isFalse();
    assertThat(keys.fits("HS256", "long")).isTrue();
  }

  @ParameterizedTest
  @MethodSource("keysThatTheJdkCannotRead")
  void aKeyWithInvalidValuesIsSkipped(JsonObject key, String reason) {
    VerificationKeys keys = parse(key.put("kid", "bad"), secret(32).put("kid", "good"));

    assertThat(skipped).containsExactly("key bad: " + reason);
    assertThat(keys.keys()).hasSize(1);
  }

  static List<Arguments> keysThatTheJdkCannotRead() {
    return List.of(
        arguments(rsa(2_048).put("e", base64(new byte[] {1})), "it is not a valid RSA key"),
        arguments(ed25519(31), "an Ed25519 key has 32 bytes, this one has 31"),
        arguments(ed25519(33), "an Ed25519 key has 32 bytes, this one has 33"),
        arguments(rsa(2_048).putNull("e"), "'e' is not a text"),
        arguments(rsa(2_048).put("alg", "RS512"), "its algorithm is not RS256"));
  }

  private VerificationKeys parse(JsonObject... keys) {
    JsonObject jwks = new JsonObject().put("keys", new JsonArray(List.of(keys)));
    return VerificationKeys.parse(Buffer.buffer(jwks.encode()), skipped);
  }

  /** The modulus is not a product of two primes, which is not checked for a public key. */
  private static JsonObject rsa(int bits) {
    byte[] modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0).toByteArray();
    return new JsonObject().put("kty", "RSA").put("n", base64(modulus)).put("e", "AQAB");
  }

  private static JsonObject ed25519(int bytes) {
    return new JsonObject()
        .put("kty", "OKP")
        .put("crv", "Ed25519")
        .put("x", base64(new byte[bytes]));
  }

  private static JsonObject secret(int bytes) {
    return new JsonObject().put("kty", "oct").put("k", base64(new byte[bytes]));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
