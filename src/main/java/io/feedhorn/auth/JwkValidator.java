package io.feedhorn.auth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Checks that tokens can be verified with a JSON Web Key (RFC 7517, RFC 8037): its use, algorithm,
 * size and values. The values are read by the JDK here, because {@code JWTAuth} only logs a key
 * that it cannot read, and continues without it.
 */
final class JwkValidator {
  private static final int MIN_RSA_BITS = 2048;
  private static final int ED25519_BYTES = 32;

  /** The bytes before an Ed25519 key in X.509 form (RFC 8410, section 4). */
  private static final String ED25519_HEADER = "302a300506032b6570032100";

  private JwkValidator() {}

  static JsonObject ofSecret(byte[] secret) {
    return new JsonObject()
        .put("kty", "oct")
        .put("alg", "HS256")
        .put("k", Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  /**
   * Returns the public part of a key, with its algorithm.
   *
   * @throws RuntimeException with the reason if tokens cannot be verified with the key
   */
  static JsonObject validate(JsonObject key) {
    String use = key.getString("use", "sig");
    JsonArray operations = key.getJsonArray("key_ops", new JsonArray().add("verify"));
    require(use.equals("sig") && operations.contains("verify"), "it is not for signatures");
    JsonObject publicPart =
        switch (key.getString("kty", "")) {
          case "RSA" -> rsa(key);
          case "EC" -> ec(key);
          case "OKP" -> okp(key);
          case "oct" -> oct(key);
          default -> throw new IllegalArgumentException("its kty is none of RSA, EC, OKP, oct");
        };
    if (key.containsKey("kid")) {
      publicPart.put("kid", key.getString("kid"));
    }
    return publicPart;
  }

  private static JsonObject rsa(JsonObject key) {
    requireAlgorithm(key, "RS256");
    BigInteger modulus = number(key, "n");
    int bits = modulus.bitLength();
    require(bits >= MIN_RSA_BITS, "an RSA key has at least 2048 bits, this one has " + bits);
    requireReadable("RSA", new RSAPublicKeySpec(modulus, number(key, "e")));
    return part(key, "kty", "n", "e").put("alg", "RS256");
  }

  private static JsonObject ec(JsonObject key) {
    requireAlgorithm(key, "ES256");
    require("P-256".equals(key.getString("crv")), "its curve is not P-256");
    ECPoint point = new ECPoint(number(key, "x"), number(key, "y"));
    requireReadable("EC", new ECPublicKeySpec(point, p256()));
    return part(key, "kty", "crv", "x", "y").put("alg", "ES256");
  }

  private static JsonObject okp(JsonObject key) {
    require(key.getString("alg", "EdDSA").matches("EdDSA|Ed25519"), "its algorithm is not EdDSA");
    require("Ed25519".equals(key.getString("crv")), "its curve is not Ed25519");
    byte[] point = bytes(key, "x");
    require(
        point.length == ED25519_BYTES, "an Ed25519 key has 32 bytes, this one has " + point.length);
    String encoded = ED25519_HEADER + HexFormat.of().formatHex(point);
    requireReadable("EdDSA", new X509EncodedKeySpec(HexFormat.of().parseHex(encoded)));
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

  private static void requireReadable(String algorithm, KeySpec key) {
    try {
      KeyFactory.getInstance(algorithm).generatePublic(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("it is not a valid " + algorithm + " key", e);
    }
  }

  private static ECParameterSpec p256() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK does not have the curve P-256", e);
    }
  }

  private static BigInteger number(JsonObject key, String name) {
    return new BigInteger(1, bytes(key, name));
  }

  private static byte[] bytes(JsonObject key, String name) {
    require(key.containsKey(name), "'" + name + "' is missing");
    require(key.getValue(name) instanceof String, "'" + name + "' is not a text");
    return Base64.getUrlDecoder().decode(key.getString(name));
  }

  private static JsonObject part(JsonObject key, String... names) {
    JsonObject part = new JsonObject();
    for (String name : names) {
      part.put(name, key.getValue(name));
    }
    return part;
  }

  private static void require(boolean valid, String reason) {
    if (!valid) {
      throw new IllegalArgumentException(reason);
    }
  }
}
