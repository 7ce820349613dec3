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
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens (RFC 7519). Owned by an event loop, not thread-safe. A token that was verified is
 * known for as long as the keys stay the same, so that who polls does not cost a signature each
 * time; there is a bound to how many are known.
 */
public final class TokenVerifier {
  private static final Set<String> ALGORITHMS =
      new TreeSet<>(Set.of("HS256", "RS256", "ES256", "EdDSA"));
  private static final int MAX_KNOWN = 1_000;
  private static final int MAX_CHARACTERS = 8 * 1024;

  private final Vertx vertx;
  private final JwksVerticle ring;
  private final AuthOptions options;
  private final Clock clock;
  private final Map<String, Permissions> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Permissions> eldest) {
          return size() > MAX_KNOWN;
        }
      };
  private @Nullable VerificationKeys verifiedWith;
  private @Nullable JWTAuth verifier;

  public TokenVerifier(Vertx vertx, JwksVerticle ring, AuthOptions options, Clock clock) {
    this.vertx = vertx;
    this.ring = ring;
    this.options = options;
    this.clock = clock;
  }

  /**
   * What a token grants. Done at once, unless its key is not known: then after the keys were read
   * anew.
   *
   * @return fails with {@link ErrorCode#UNAUTHORIZED} where the token is not good
   */
  Future<Permissions> grant(String token) {
    try {
      VerificationKeys keys = useKeysOfNow();
      Permissions before = known.get(token);
      return before != null ? Future.succeededFuture(inTime(before)) : verify(token, keys);
    } catch (FeedException exception) {
      return Future.failedFuture(exception);
    }
  }

  /** Makes the verifier of the keys that the ring has now, and returns these. */
  @SuppressWarnings("ReferenceEquality") // Another set is another object.
  private VerificationKeys useKeysOfNow() {
    VerificationKeys keys = ring.keys();
    if (keys != verifiedWith) {
      known.clear();
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
   * @param keys those of the verifier; the ring may have others by now
   */
  private Future<Permissions> verify(String token, VerificationKeys keys) {
    JsonObject header = header(token);
    String algorithm = String.valueOf(header.getValue("alg"));
    if (!ALGORITHMS.contains(algorithm)) {
      throw unauthorized("The token's algorithm must be one of " + ALGORITHMS + ".");
    }
    if (header.containsKey("crit")) {
      throw unauthorized("The token's header 'crit' is not understood.");
    }
    String kid = header.getValue("kid") instanceof String named ? named : null;
    if (keys.fits(algorithm, kid)) {
      return verified(token);
    }
    return ring.renew(vertx)
        .compose(
            read -> {
              return useKeysOfNow().fits(algorithm, kid)
                  ? verified(token)
                  : Future.failedFuture(
                      unauthorized("There is no key that the token could be signed with."));
            });
  }

  private static JsonObject header(String token) {
    int dot = token.indexOf('.');
    if (dot < 0 || token.length() > MAX_CHARACTERS || token.split("\\.", -1).length != 3) {
      throw unauthorized("The token is no signed JWT.");
    }
    try {
      return new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(token.substring(0, dot))));
    } catch (RuntimeException unreadable) {
      throw unauthorized("The token's header cannot be read.");
    }
  }

  private Future<Permissions> verified(String token) {
    JWTAuth with = verifier;
    Future<User> user;
    try {
      user =
          with == null
              ? Future.failedFuture("no keys")
              : with.authenticate(new TokenCredentials(token));
    } catch (RuntimeException unreadable) {
      user = Future.failedFuture(unreadable);
    }
    return user.transform(
        done -> {
          if (done.failed()) {
            return Future.failedFuture(unauthorized("The token's signature does not fit."));
          }
          try {
            Permissions permissions =
                granted(done.result().attributes().getJsonObject("accessToken"));
            known.put(token, permissions);
            return Future.succeededFuture(permissions);
          } catch (FeedException exception) {
            return Future.failedFuture(exception);
          }
        });
  }

  private Permissions granted(JsonObject claims) {
    if (options.issuer() != null && !options.issuer().equals(claims.getValue("iss"))) {
      throw unauthorized("The token is of another issuer (auth.issuer).");
    }
    if (options.audience() != null && !isFor(options.audience(), claims.getValue("aud"))) {
      throw unauthorized("The token is for another audience (auth.audience).");
    }
    if (Permissions.millis(claims, "nbf", 0) > now() + options.leeway().toMillis()) {
      throw unauthorized("The token is not valid yet.");
    }
    Permissions said = Permissions.of(claims);
    long expires =
        said.expires() > Permissions.NEVER - options.leeway().toMillis()
            ? Permissions.NEVER
            : said.expires() + options.leeway().toMillis();
    return inTime(new Permissions(true, said.subscribe(), said.publish(), said.admin(), expires));
  }

  private static boolean isFor(String audience, @Nullable Object claimed) {
    return audience.equals(claimed) || (claimed instanceof JsonArray all && all.contains(audience));
  }

  private Permissions inTime(Permissions permissions) {
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
