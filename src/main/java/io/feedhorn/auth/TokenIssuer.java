package io.feedhorn.auth;

import io.feedhorn.model.TopicPattern;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Issues tokens for servers with the same settings. Immutable. */
public final class TokenIssuer {
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final Map<String, String> ALGORITHMS =
      Map.of("RSA", "RS256", "EC", "ES256", "Ed25519", "EdDSA");
  private static final int P256_BITS = 256;

  /** {@code JWTAuth} needs a Vert.x instance only to read a key store from a file. */
  private static final @Nullable Vertx NO_VERTX = null;

  private final PubSecKeyOptions key;
  private final AuthOptions options;

  private TokenIssuer(PubSecKeyOptions key, AuthOptions options) {
    this.key = key;
    this.options = options;
  }

  /** Returns an issuer that signs with a secret. */
  public static TokenIssuer ofSecret(String secret, @Nullable String kid, AuthOptions options) {
    return new TokenIssuer(key("HS256", secret, kid), options);
  }

  /**
   * Returns an issuer that signs with a private key in the form that {@code openssl genpkey}
   * writes.
   *
   * @throws IllegalArgumentException naming what is wrong with the key
   */
  public static TokenIssuer ofPem(String text, @Nullable String kid, AuthOptions options) {
    Matcher block = PEM.matcher(text);
    if (!block.find()) {
      throw new IllegalArgumentException("must be a PEM file with a PRIVATE KEY (PKCS #8)");
    }
    String algorithm = algorithm(Base64.getMimeDecoder().decode(block.group(1)));
    return new TokenIssuer(key(algorithm, block.group(), kid), options);
  }

  private static PubSecKeyOptions key(String algorithm, String text, @Nullable String kid) {
    return new PubSecKeyOptions().setAlgorithm(algorithm).setBuffer(text).setId(kid);
  }

  private static String algorithm(byte[] der) {
    for (Map.Entry<String, String> type : ALGORITHMS.entrySet()) {
      PrivateKey key = key(type.getKey(), der);
      boolean usable =
          key instanceof ECPrivateKey ec
              ? ec.getParams().getCurve().getField().getFieldSize() == P256_BITS
              : key != null;
      if (usable) {
        return type.getValue();
      }
    }
    throw new IllegalArgumentException("must be a key for RSA, EC P-256 or Ed25519");
  }

  private static @Nullable PrivateKey key(String type, byte[] der) {
    try {
      return KeyFactory.getInstance(type).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException otherType) {
      return null;
    }
  }

  /** Issues a token for topics alone that is valid from now on. */
  public String token(
      List<TopicPattern> subscribe,
      List<TopicPattern> publish,
      boolean admin,
      @Nullable String subject,
      Duration lifetime) {
    return token(
        new Permissions(true, subscribe, publish, admin, Permissions.NEVER),
        subject,
        null,
        lifetime);
  }

  /**
   * Issues a token that is valid from now on.
   *
   * @param granted its permissions; the expiry does not count
   * @param name the name of the subject that others see, or null
   */
  public String token(
      Permissions granted, @Nullable String subject, @Nullable String name, Duration lifetime) {
    long now = System.currentTimeMillis() / 1_000;
    JsonObject claims = granted.claims().put("iat", now).put("exp", now + lifetime.toSeconds());
    put(claims, "sub", subject);
    put(claims, "name", name);
    put(claims, "iss", options.issuer());
    put(claims, "aud", options.audience());
    return JWTAuth.create(NO_VERTX, new JWTAuthOptions().addPubSecKey(key))
        .generateToken(claims, new JWTOptions().setAlgorithm(key.getAlgorithm()));
  }

  private static void put(JsonObject claims, String name, @Nullable String value) {
    if (value != null) {
      claims.put(name, value);
    }
  }
}
