package io.feedhorn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.LoopCalls;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.FeedException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals of tokens name the claim that is wrong. */
class TokenRefusalTest {
  private static final String SECRET = "not secret, and of 32 bytes or more";
  private static final TestSigner SIGNER = TestSigner.hs256(SECRET);

  private static Vertx vertx;
  private static TokenVerifier verifier;

  @BeforeAll
  static void readKeys() {
    vertx = Vertx.vertx();
    AuthOptions options =
        new AuthOptions(
            SECRET, null, Duration.ofHours(1), null, null, Duration.ZERO, Map.of(), false);
    JwksVerticle keys = new JwksVerticle(options);
    LoopCalls.await(vertx.deployVerticle(keys));
    verifier = new TokenVerifier(vertx, keys, options, new FakeClock());
  }

  @AfterAll
  static void stop() {
    LoopCalls.await(vertx.close());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'exp':'1795264069'}|The token's claim 'exp' must be a number of seconds.",
        "{'exp':null}|The token's claim 'exp' must be a number of seconds.",
        "{'nbf':true}|The token's claim 'nbf' must be a number of seconds.",
        "{'iat':null}|The token's claim 'iat' must be a number of seconds.",
        "{'feedhorn':{'publish':[1]}}|The token's claim 'feedhorn.publish' must be a list of patterns, which are strings.",
        "{'feedhorn':{'subscribe':['*.a']}}|The token's claim 'feedhorn.subscribe' must be a list of patterns. Bad pattern '*.a': the first segment is the feed and never a wildcard.",
        "{'feedhorn':{'readers':['alice','jürgen.*']}}|The token's claim 'feedhorn.readers' must be a list of patterns of reader names, like [\"alice\", \"alice.*\"]. Bad pattern of reader names 'jürgen.*': it has 1 to 188 characters, one or more segments of A-Z a-z 0-9 _ - joined by '.', of which '*' stands for any one and a closing '>' for one or more, like alice or alice.*.",
        "{'feedhorn':{'readers':[7]}}|The token's claim 'feedhorn.readers' must be a list of patterns of reader names, like [\"alice\", \"alice.*\"]. One is not a string.",
        "{'feedhorn':{'groups':[7]}}|The token's claim 'feedhorn.groups' must be a list of names, which are strings."
      })
  void aClaimOfAnotherFormIsNamed(String claims, String reason) {
    assertThat(refusal(SIGNER.token(new JsonObject(claims.replace('\'', '"')))).reason())
        .isEqualTo(reason);
  }

  @Test
  void aUserOrGroupThatIsNotANameIsNamedWithTheRule() {
    String rule =
        " of 1 to 187 printable characters but . * > , \" \\ and white space, in Unicode normalization form C (NFC)";
    JsonObject user = new JsonObject().put("user", "ann@example.org");
    JsonObject groups = new JsonObject().put("groups", new JsonArray().add("ops").add("a.b"));

    assertThat(refusal(SIGNER.token(new JsonObject().put("feedhorn", user))).reason())
        .isEqualTo("The token's claim 'feedhorn.user' must be a name" + rule + ".");
    assertThat(refusal(SIGNER.token(new JsonObject().put("feedhorn", groups))).reason())
        .isEqualTo(
            "The token's claim 'feedhorn.groups' must be a list of names"
                + rule
                + "; 'a.b' is not.");
  }

  @Test
  void claimsThatAreNoObjectAreNotASignature() {
    String token = SIGNER.token(new JsonObject());
    String claims = token.split("\\.", -1)[1];

    assertThat(refusal(token.replace("." + claims + ".", ".W10.")).reason())
        .isEqualTo("The token's claims cannot be read.");
    assertThat(refusal(token.replace("." + claims + ".", ".eyJhIjoxfQ.")).reason())
        .isEqualTo("The token's signature is invalid.");
  }

  private static FeedException refusal(String token) {
    FeedException refusal = (FeedException) verifier.verify(token).cause();
    assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHORIZED);
    return refusal;
  }
}
