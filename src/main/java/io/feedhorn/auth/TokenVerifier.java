package io.feedhorn.auth;

import io.feedhorn.model.Clock;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens (RFC 7519). Owned by an event loop, not thread-safe. Verified tokens are cached
 * until the keys change, so that a client that polls does not need a signature check each time. The
 * cache is bounded; the least recently used token is removed.
 */
public final class TokenVerifier {
  private static final Set<String> ALGORITHMS =
      new TreeSet<>(Set.of("HS256", "RS256", "ES256", "EdDSA"));
  private static final List<String> TIME_CLAIMS = List.of("exp", "nbf", "iat");
  private static final int MAX_CACHED = 1_000;
  private static final int MAX_CHARACTERS = 8 * 1024;

  private final Vertx vertx;
  private final JwksVerticle keySource;
  private final AuthOptions options;
  private final Clock clock;
  private final Map<String, Permissions> verifiedTokens =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Permissions> eldest) {
          return size() > MAX_CACHED;
        }
      };
  private @Nullable VerificationKeys verifiedWith;
  private @Nullable JWTAuth verifier;

  public TokenVerifier(Vertx vertx, JwksVerticle keySource, AuthOptions options, Clock clock) {
    this.vertx = vertx;
    this.keySource = keySource;
    this.options = options;
    this.clock = clock;
  }

  /**
   * Returns the permissions that a token grants. Completed already, unless the token's key is
   * unknown: then after the keys were read again.
   *
   * @return fails with {@link ErrorCode#UNAUTHORIZED} if the token is invalid
   */
  Future<Permissions> verify(String token) {
    try {
      VerificationKeys keys = useCurrentKeys();
      Permissions cached = verifiedTokens.get(token);
      return cached != null
          ? Future.succeededFuture(requireUnexpired(cached))
          : verify(token, keys);
    } catch (FeedException exception) {
      return Future.failedFuture(exception);
    }
  }

  /** Creates a verifier if the keys have changed, and returns the keys. */
  @SuppressWarnings("ReferenceEquality") // each set of keys is another object
  private VerificationKeys useCurrentKeys() {
    VerificationKeys keys = keySource.keys();
    if (keys != verifiedWith) {
      verifiedTokens.clear();
      verifiedWith = keys;
      verifier =
          keys.keys().isEmpty()
              ? null
              : JWTAuth.create(
                  vertx, keys.options().setJWTOptions(new JWTOptions().setIgnoreExpiration(true)));
    }
    return keys;
  }

  /**
   * @param keys the keys of the verifier; the key source may have newer ones
   */
  private Future<Permissions> verify(String token, VerificationKeys keys) {
    JsonObject header = header(token);
    String algorithm = String.valueOf(header.getValue("alg"));
    if (!ALGORITHMS.contains(algorithm)) {
      throw unauthorized("The token's algorithm must be one of " + ALGORITHMS + ".");
    }
    if (header.containsKey("crit")) {
      throw unauthorized("The token's header 'crit' is not supported.");
    }
    String kid = header.getValue("kid") instanceof String named ? named : null;
    if (keys.fits(algorithm, kid)) {
      return checkSignature(token);
    }
    return keySource
        .refresh(vertx)
        .compose(
            read -> {
              return useCurrentKeys().fits(algorithm, kid)
                  ? checkSignature(token)
                  : Future.failedFuture(unauthorized("No key fits the token's algorithm and kid."));
            });
  }

  private static JsonObject header(String token) {
    int dot = token.indexOf('.');
    if (dot < 0 || token.length() > MAX_CHARACTERS || token.split("\\.", -1).length != 3) {
      throw unauthorized("The token is not a signed JWT.");
    }
    return part(token, "header");
  }

  /** Returns the JSON object before the first dot. */
  private static JsonObject part(String token, String name) {
    String encoded = token.substring(0, token.indexOf('.'));
    try {
      return new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(encoded)));
    } catch (RuntimeException unreadable) {
      throw unauthorized("The token's " + name + " cannot be read.");
    }
  }

  private Future<Permissions> checkSignature(String token) {
    JWTAuth current = verifier;
    Future<User> user;
    try {
      user =
          current == null
              ? Future.failedFuture("no keys")
              : current.authenticate(new TokenCredentials(token));
    } catch (RuntimeException unreadable) {
      user = Future.failedFuture(unreadable);
    }
    return user.transform(
        done -> {
          if (done.failed()) {
            return Future.failedFuture(refusal(token));
          }
          try {
            Permissions permissions =
                permissions(done.result().attributes().getJsonObject("accessToken"));
            verifiedTokens.put(token, permissions);
            return Future.succeededFuture(permissions);
          } catch (FeedException exception) {
            return Future.failedFuture(exception);
          }
        });
  }

  /** Returns the cause of a failed check: a time claim that is no number, or the signature. */
  private static FeedException refusal(String token) {
    try {
      JsonObject claims = part(token.substring(token.indexOf('.') + 1), "claims");
      TIME_CLAIMS.forEach(name -> Permissions.requireSeconds(claims, name));
      return unauthorized("The token's signature is invalid.");
    } catch (FeedException invalidClaim) {
      return invalidClaim;
    }
  }

  private Permissions permissions(JsonObject claims) {
    if (options.issuer() != null && !options.issuer().equals(claims.getValue("iss"))) {
      throw unauthorized("The token has another issuer than auth.issuer.");
    }
    if (options.audience() != null && !isFor(options.audience(), claims.getValue("aud"))) {
      throw unauthorized("The token has another audience than auth.audience.");
    }
    if (Permissions.millis(claims, "nbf", 0) > now() + options.leeway().toMillis()) {
      throw unauthorized("The token is not valid yet.");
    }
    Permissions claimed = Permissions.of(claims);
    long expires =
        claimed.expires() > Permissions.NEVER - options.leeway().toMillis()
            ? Permissions.NEVER
            : claimed.expires() + options.leeway().toMillis();
    return requireUnexpired(claimed.withExpiry(expires));
  }

  private static boolean isFor(String audience, @Nullable Object claimed) {
    return audience.equals(claimed) || (claimed instanceof JsonArray all && all.contains(audience));
  }

  private Permissions requireUnexpired(Permissions permissions) {
    if (permissions.expires() <= now()) {
      throw unauthorized("The token has expired.");
    }
    return permissions;
  }

  private long now() {
    return clock.wallMicros() / 1_000;
  }

  static FeedException unauthorized(String reason) {
    return new FeedException(ErrorCode.UNAUTHORIZED, reason);
  }
}
