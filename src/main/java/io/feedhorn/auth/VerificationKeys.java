package io.feedhorn.auth;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that tokens are verified with at one moment. Immutable.
 *
 * @param keys as JSON Web Keys (RFC 7517), each with its {@code alg}
 */
public record VerificationKeys(List<JsonObject> keys) {
  /** RFC 7518, section 3.2: a key is no shorter than the hash. */
  public static final int MIN_SECRET_BYTES = 32;

  private static final VerificationKeys EMPTY = new VerificationKeys(List.of());

  public VerificationKeys {
    keys = List.copyOf(keys);
  }

  static VerificationKeys ofSecret(@Nullable String secret) {
    return secret == null
        ? EMPTY
        : new VerificationKeys(List.of(JwkValidator.ofSecret(Buffer.buffer(secret).getBytes())));
  }

  /**
   * Reads a JWKS, one JWK, or public keys and certificates in PEM. Keys that tokens cannot be
   * signed with are passed over.
   *
   * @param passedOver is told of each key that is passed over, and why
   * @throws IllegalArgumentException saying why there is no key at all
   */
  public static VerificationKeys parse(Buffer file, List<String> passedOver) {
    String text = file.toString().strip();
    List<JsonObject> given = text.startsWith("-----BEGIN") ? PemKeys.keys(text) : jwks(text);
    List<JsonObject> usable = new ArrayList<>();
    for (JsonObject key : given) {
      try {
        usable.add(JwkValidator.checked(key));
      } catch (RuntimeException unfit) {
        passedOver.add("key " + key.getValue("kid") + ": " + unfit.getMessage());
      }
    }
    if (usable.isEmpty()) {
      throw new IllegalArgumentException(
          passedOver.isEmpty() ? "it has no keys" : String.join("; ", passedOver));
    }
    return new VerificationKeys(usable);
  }

  private static List<JsonObject> jwks(String text) {
    try {
      JsonObject object = new JsonObject(text);
      JsonArray keys = object.getJsonArray("keys");
      return keys == null
          ? object.containsKey("kty") ? List.of(object) : List.of()
          : keys.stream().map(JsonObject.class::cast).toList();
    } catch (DecodeException | ClassCastException e) {
      throw new IllegalArgumentException("it is neither a JWKS nor PEM", e);
    }
  }

  VerificationKeys and(VerificationKeys others) {
    List<JsonObject> all = new ArrayList<>(keys);
    all.addAll(others.keys);
    return new VerificationKeys(all);
  }

  /** Whether there is a key that may have signed a token with such a header. */
  boolean fits(String algorithm, @Nullable String kid) {
    return keys.stream()
        .anyMatch(
            key -> {
              String own = key.getString("kid");
              return key.getString("alg").equals(algorithm)
                  && (kid == null || own == null || own.equals(kid));
            });
  }

  /** What verifies with these keys. Not to be used of an empty set: it would let all pass. */
  JWTAuthOptions options() {
    if (keys.isEmpty()) {
      throw new IllegalStateException("no keys");
    }
    return new JWTAuthOptions().setJwks(keys);
  }

  /** Keys are not to be printed. */
  @Override
  public String toString() {
    return keys.size() + " keys";
  }
}
