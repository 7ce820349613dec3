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
 * A set of keys for the verification of tokens. Immutable.
 *
 * @param keys as JSON Web Keys (RFC 7517), each with its {@code alg}
 */
public record VerificationKeys(List<JsonObject> keys) {
  /** The length of the hash (RFC 7518, section 3.2). */
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
   * Reads a JWKS, one JWK, or public keys and certificates in PEM. Keys that cannot verify tokens
   * are skipped.
   *
   * @param skipped receives a line for each skipped key, with the reason
   * @throws IllegalArgumentException with the reason if there is no usable key
   */
  public static VerificationKeys parse(Buffer file, List<String> skipped) {
    String text = file.toString().strip();
    List<JsonObject> given = text.startsWith("-----BEGIN") ? PemKeys.keys(text) : jwks(text);
    List<JsonObject> usable = new ArrayList<>();
    for (JsonObject key : given) {
      try {
        usable.add(JwkValidator.validate(key));
      } catch (RuntimeException unusable) {
        skipped.add("key " + key.getValue("kid") + ": " + unusable.getMessage());
      }
    }
    if (usable.isEmpty()) {
      throw new IllegalArgumentException(
          skipped.isEmpty() ? "it has no keys" : String.join("; ", skipped));
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

  /** Returns true if a key may belong to the signature of a token with this header. */
  boolean fits(String algorithm, @Nullable String kid) {
    return keys.stream()
        .anyMatch(
            key -> {
              String own = key.getString("kid");
              return key.getString("alg").equals(algorithm)
                  && (kid == null || own == null || own.equals(kid));
            });
  }

  /**
   * Returns options for a verifier with these keys.
   *
   * @throws IllegalStateException if there are no keys: such a verifier would accept every token
   */
  JWTAuthOptions options() {
    if (keys.isEmpty()) {
      throw new IllegalStateException("no keys");
    }
    return new JWTAuthOptions().setJwks(keys);
  }

  /** Omits the keys, so that they never appear in a log. */
  @Override
  public String toString() {
    return keys.size() + " keys";
  }
}
