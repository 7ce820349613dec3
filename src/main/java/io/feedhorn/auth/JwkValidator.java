package io.feedhorn.auth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.impl.jose.JWK;
import java.math.BigInteger;
import java.util.Base64;

/** What a JSON Web Key (RFC 7517, RFC 8037) must be for tokens to be verified with it. */
final class JwkValidator {
  private static final int MIN_RSA_BITS = 2048;

  private JwkValidator() {}

  static JsonObject ofSecret(byte[] secret) {
    return new JsonObject()
        .put("kty", "oct")
        .put("alg", "HS256")
        .put("k", Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  /**
   * The public part of a key, with its algorithm.
   *
   * @throws RuntimeException saying why tokens cannot be verified with it
   */
  static JsonObject checked(JsonObject key) {
    String use = key.getString("use", "sig");
    JsonArray operations = key.getJsonArray("key_ops", new JsonArray().add("verify"));
    require(use.equals("sig") && operations.contains("verify"), "it is not for signatures");
    JsonObject bare =
        switch (key.getString("kty", "")) {
          case "RSA" -> rsa(key);
          case "EC" -> ec(key);
          case "OKP" -> okp(key);
          case "oct" -> oct(key);
          default -> throw new IllegalArgumentException("its kty is none of RSA, EC, OKP, oct");
        };
    if (key.containsKey("kid")) {
      bare.put("kid", key.getString("kid"));
    }
    // Whoever verifies would log a key that cannot be read, and go on without it.
    new JWK(bare);
    return bare;
  }

  private static JsonObject rsa(JsonObject key) {
    requireAlgorithm(key, "RS256");
    int bits = new BigInteger(1, bytes(key, "n")).bitLength();
    require(bits >= MIN_RSA_BITS, "an RSA key has at least 2048 bits, this one has " + bits);
    return part(key, "kty", "n", "e").put("alg", "RS256");
  }

  private static JsonObject ec(JsonObject key) {
    requireAlgorithm(key, "ES256");
    require("P-256".equals(key.getString("crv")), "its curve is not P-256");
    bytes(key, "x");
    bytes(key, "y");
    return part(key, "kty", "crv", "x", "y").put("alg", "ES256");
  }

  private static JsonObject okp(JsonObject key) {
    require(key.getString("alg", "EdDSA").matches("EdDSA|Ed25519"), "its algorithm is not EdDSA");
    require("Ed25519".equals(key.getString("crv")), "its curve is not Ed25519");
    bytes(key, "x");
    return part(key, "kty", "crv", "x").put("alg", "EdDSA");
  }

  private static JsonObject oct(JsonObject key) {
    requireAlgorithm(key, "HS256");
    require(
        bytes(key, "k").length >= VerificationKeys.MIN_SECRET_BYTES,
        "a secret has at least " + VerificationKeys.MIN_SECRET_BYTES + " bytes");
    return part(key, "kty", "k").put("alg", "HS256");
  }

  private static void requireAlgorithm(JsonObject key, String algorithm) {
    require(key.getString("alg", algorithm).equals(algorithm), "its algorithm is not " + algorithm);
  }

  private static byte[] bytes(JsonObject key, String name) {
    require(key.containsKey(name), "'" + name + "' is missing");
    return Base64.getUrlDecoder().decode(key.getString(name));
  }

  private static JsonObject part(JsonObject key, String... names) {
    JsonObject part = new JsonObject();
    for (String name : names) {
      part.put(name, key.getValue(name));
    }
    return part;
  }

  private static void require(boolean fit, String otherwise) {
    if (!fit) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
