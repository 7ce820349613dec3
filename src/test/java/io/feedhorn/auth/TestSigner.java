package io.feedhorn.auth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs tokens (RFC 7515) with a generated key, with classes of the JDK only. Immutable.
 *
 * @param algorithm the algorithm in the token's header
 * @param kid the key's name, or null
 */
public record TestSigner(
    String algorithm, Key key, @Nullable PublicKey publicKey, @Nullable String kid) {

  public static TestSigner hs256(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return new TestSigner("HS256", new SecretKeySpec(bytes, "HmacSHA256"), null, null);
  }

  public static TestSigner rs256() {
    return pair("RS256", "RSA", null);
  }

  public static TestSigner es256() {
    return pair("ES256", "EC", "secp256r1");
  }

  public static TestSigner ed25519() {
    return pair("EdDSA", "Ed25519", null);
  }

  private static TestSigner pair(String algorithm, String type, @Nullable String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
      if (curve != null) {
        generator.initialize(new ECGenParameterSpec(curve));
      } else if (type.equals("RSA")) {
        generator.initialize(2048);
      }
      KeyPair pair = generator.generateKeyPair();
      return new TestSigner(algorithm, pair.getPrivate(), pair.getPublic(), null);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public TestSigner kid(String name) {
    return new TestSigner(algorithm, key, publicKey, name);
  }

  /** Returns a signer with the same key that writes another algorithm into the header. */
  TestSigner claiming(String other) {
    return new TestSigner(other, key, publicKey, kid);
  }

  public String token(JsonObject claims) {
    JsonObject header = new JsonObject().put("typ", "JWT").put("alg", algorithm);
    return signed(kid == null ? header : header.put("kid", kid), claims);
  }

  String signed(JsonObject header, JsonObject claims) {
    String input = base64(header.encode()) + "." + base64(claims.encode());
    return input + "." + base64(signature(input.getBytes(StandardCharsets.US_ASCII)));
  }

  /** Returns a token without a signature. */
  public static String unsigned(JsonObject claims) {
    return base64("{\"alg\":\"none\"}") + "." + base64(claims.encode()) + ".";
  }

  private byte[] signature(byte[] input) {
    try {
      if (!(key instanceof PrivateKey secret)) {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(key);
        return mac.doFinal(input);
      }
      Signature signature =
          Signature.getInstance(
              switch (key.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSAinP1363Format";
                default -> "EdDSA";
              });
      signature.initSign(secret);
      signature.update(input);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns a JWKS with the public keys of signers. */
  public static String jwks(TestSigner... signers) {
    JsonArray keys = new JsonArray();
    List.of(signers).forEach(signer -> keys.add(signer.jwk()));
    return new JsonObject().put("keys", keys).encode();
  }

  JsonObject jwk() {
    JsonObject jwk = new JsonObject();
    if (publicKey instanceof RSAPublicKey rsa) {
      jwk.put("kty", "RSA").put("n", number(rsa.getModulus(), 256));
      jwk.put("e", number(rsa.getPublicExponent(), 3));
    } else if (publicKey instanceof ECPublicKey ec) {
      jwk.put("kty", "EC").put("crv", "P-256").put("x", number(ec.getW().getAffineX(), 32));
      jwk.put("y", number(ec.getW().getAffineY(), 32));
    } else if (publicKey != null) {
      byte[] der = publicKey.getEncoded();
      byte[] point = Arrays.copyOfRange(der, der.length - 32, der.length);
      jwk.put("kty", "OKP").put("crv", "Ed25519").put("x", base64(point));
    }
    return kid == null ? jwk : jwk.put("kid", kid);
  }

  /** Returns the public key in the form that {@code openssl pkey -pubout} writes. */
  public String publicPem() {
    return publicKey == null ? "" : pem("PUBLIC KEY", publicKey.getEncoded());
  }

  /** Returns the private key in the form that {@code openssl genpkey} writes. */
  public String privatePem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  static String pem(String type, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
  }

  private static String number(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[length];
    int from = Math.max(0, bytes.length - length);
    int count = bytes.length - from;
    System.arraycopy(bytes, from, fixed, length - count, count);
    return base64(fixed);
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
