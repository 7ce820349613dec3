package io.feedhorn.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
  private static final String SECRET = "not secret, and of 32 bytes or more";
  private static final TestSigner HS256 = TestSigner.hs256(SECRET);
  private static final TestSigner RS256 = TestSigner.rs256().kid("r");
  private static final TestSigner ES256 = TestSigner.es256().kid("e");
  private static final TestSigner EDDSA = TestSigner.ed25519();
  private static final JsonObject CLAIMS = TestClaims.of(List.of("prices.*"), List.of("chat.>"));

  private static Vertx vertx;
  private static TokenVerifier verifier;
  private static final FakeClock CLOCK = new FakeClock();

  @BeforeAll
  static void readKeys(@TempDir Path folder) throws Exception {
    vertx = Vertx.vertx();
    Path jwks = Files.writeString(folder.resolve("keys"), TestSigner.jwks(RS256, ES256, EDDSA));
    verifier = tokens(options(SECRET, jwks.toString(), null, null));
  }

  @AfterAll
  static void stop() throws Exception {
    done(vertx.close());
  }

  private static AuthOptions options(
      @Nullable String secret,
      @Nullable String jwks,
      @Nullable String issuer,
      @Nullable String audience) {
    return new AuthOptions(
        secret,
        jwks,
        Duration.ofHours(1),
        issuer,
        audience,
        Duration.ofSeconds(1),
        Map.of(),
        false);
  }

  private static TokenVerifier tokens(AuthOptions options) throws Exception {
    JwksVerticle ring = new JwksVerticle(options);
    done(vertx.deployVerticle(ring));
    return new TokenVerifier(vertx, ring, options, CLOCK);
  }

  static List<TestSigner> signers() {
    return List.of(HS256, RS256, ES256, EDDSA);
  }

  @ParameterizedTest
  @MethodSource("signers")
  void aTokenOfEachAlgorithmGrantsWhatItSays(TestSigner signer) throws Exception {
    Permissions permissions = done(verifier.grant(signer.token(CLAIMS)));

    assertThat(permissions)
        .isEqualTo(
            new Permissions(
                true,
                List.of(TopicPattern.parse("prices.*")),
                List.of(TopicPattern.parse("chat.>")),
                false,
                Permissions.NEVER));
  }

  @ParameterizedTest
  @MethodSource("signers")
  void aTokenThatWasChangedIsRefused(TestSigner signer) {
    String token = signer.token(CLAIMS);
    String[] parts = token.split("\\.", -1);
    String other = signer.token(TestClaims.admin()).split("\\.", -1)[1];

    assertRefused(parts[0] + "." + other + "." + parts[2]);
    assertRefused(parts[0] + "." + parts[1] + "." + parts[2].substring(4) + "AAAA");
    assertRefused(parts[0] + "." + parts[1] + ".");
    assertRefused(parts[0] + "." + parts[1]);
  }

  @ParameterizedTest
  @MethodSource("signers")
  void aTokenOfAKeyOfTheSameKindThatIsNotOursIsRefused(TestSigner ours) {
    TestSigner theirs =
        switch (ours.algorithm()) {
          case "HS256" -> TestSigner.hs256(SECRET + "?");
          case "RS256" -> TestSigner.rs256();
          case "ES256" -> TestSigner.es256();
          default -> TestSigner.ed25519();
        };
    assertRefused(theirs.token(CLAIMS));
    assertRefused(theirs.kid("r").token(CLAIMS));
  }

  @Test
  void aTokenThatNobodySignedIsRefused() {
    assertRefused(TestSigner.unsigned(CLAIMS));
    assertRefused(TestSigner.unsigned(CLAIMS) + "AAAA");
    assertRefused(TestSigner.unsigned(CLAIMS).replaceFirst("\\.$", ""));
  }

  @Test
  void aPublicKeyIsNoSecret() {
    TestSigner confused = TestSigner.hs256(RS256.publicPem());

    assertRefused(confused.token(CLAIMS));
    assertRefused(confused.kid("r").token(CLAIMS));
    assertRefused(RS256.claiming("HS256").token(CLAIMS));
    assertRefused(RS256.claiming("RS512").token(CLAIMS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b.c", "e30.e30.e30", "Bearer", "{}.{}.{}", "e30..e30"})
  void whatIsNoTokenIsRefused(String text) {
    assertRefused(text);
    assertRefused("a".repeat(100_000) + "." + text);
  }

  @Test
  void aHeaderThatMustBeUnderstoodIsNot() {
    JsonObject header =
        new JsonObject().put("alg", "HS256").put("crit", new JsonArray().add("exp"));
    assertRefused(HS256.signed(header, CLAIMS));
  }

  @Test
  void aTokenEndsWhenItSaysAndNotBeforeTheLeeway() throws Exception {
    long now = CLOCK.micros() / 1_000;
    String token = HS256.token(CLAIMS.copy().put("exp", (now + 500) / 1e3));
    assertThat(done(verifier.grant(token)).expires()).isEqualTo(now + 1_500);

    CLOCK.pass(Duration.ofMillis(1_499));
    assertThat(done(verifier.grant(token)).expires()).isEqualTo(now + 1_500);

    CLOCK.pass(Duration.ofMillis(1));
    assertRefused(token);
  }

  @Test
  void aTokenBeginsWhenItSays() throws Exception {
    long now = CLOCK.micros() / 1_000;
    String token = HS256.token(CLAIMS.copy().put("nbf", (now + 3_000) / 1e3));
    assertRefused(token);

    CLOCK.pass(Duration.ofSeconds(2));
    assertThat(done(verifier.grant(token)).token()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"feedhorn\":1}",
        "{\"feedhorn\":{\"subscribe\":\"prices.*\"}}",
        "{\"feedhorn\":{\"subscribe\":[1]}}",
        "{\"feedhorn\":{\"subscribe\":[\">\"]}}",
        "{\"feedhorn\":{\"publish\":[\"prices\"]}}",
        "{\"feedhorn\":{\"admin\":\"yes\"}}",
        "{\"exp\":\"tomorrow\"}",
        "{\"nbf\":true}"
      })
  void claimsThatAreNotAsTheContractHasThemAreRefused(String claims) {
    assertRefused(HS256.token(new JsonObject(claims)));
  }

  @Test
  void aTokenThatSaysNothingGrantsNothing() throws Exception {
    Permissions permissions = done(verifier.grant(HS256.token(new JsonObject())));

    assertThat(permissions)
        .isEqualTo(new Permissions(true, List.of(), List.of(), false, Permissions.NEVER));
  }

  @Test
  void issuerAndAudienceMustBeTheOnesThatAreSet() throws Exception {
    TokenVerifier strict = tokens(options(SECRET, null, "https://id.example.org", "feedhorn"));
    JsonObject claims = CLAIMS.copy().put("iss", "https://id.example.org");
    JsonArray several = new JsonArray().add("shop").add("feedhorn");

    assertThat(done(strict.grant(HS256.token(claims.copy().put("aud", "feedhorn"))))).isNotNull();
    assertThat(done(strict.grant(HS256.token(claims.copy().put("aud", several))))).isNotNull();
    assertRefused(strict, HS256.token(claims));
    assertRefused(strict, HS256.token(claims.copy().put("aud", "shop")));
    assertRefused(strict, HS256.token(claims.copy().put("aud", 5)));
    assertRefused(strict, HS256.token(CLAIMS.copy().put("aud", "feedhorn")));
    assertRefused(
        strict, HS256.token(CLAIMS.copy().put("aud", "feedhorn").put("iss", "https://evil")));
  }

  @Test
  void aFileWithOtherKeysTakesThePlaceOfTheOneBefore(@TempDir Path folder) throws Exception {
    TestSigner before = TestSigner.es256().kid("1");
    TestSigner after = TestSigner.es256().kid("2");
    Path file = Files.writeString(folder.resolve("keys"), TestSigner.jwks(before));
    TokenVerifier rotated = tokens(options(null, file.toString(), null, null));
    assertThat(done(rotated.grant(before.token(CLAIMS)))).isNotNull();

    Files.writeString(file, after.kid("2").publicPem());

    assertThat(done(rotated.grant(after.token(CLAIMS)))).isNotNull();
    assertRefused(rotated, before.token(CLAIMS));
  }

  @Test
  void aFileThatCannotBeReadLeavesTheKeysInForce(@TempDir Path folder) throws Exception {
    TestSigner signer = TestSigner.ed25519().kid("1");
    Path file = Files.writeString(folder.resolve("keys"), TestSigner.jwks(signer));
    TokenVerifier steady = tokens(options(null, file.toString(), null, null));

    Files.writeString(file, "{\"keys\":[]}");

    assertRefused(steady, TestSigner.ed25519().kid("2").token(CLAIMS));
    assertThat(done(steady.grant(signer.token(CLAIMS)))).isNotNull();
  }

  @Test
  void aNodeWithoutAKeyLetsNobodyIn() throws Exception {
    TokenVerifier none = tokens(options(null, "http://127.0.0.1:1/keys", null, null));

    assertRefused(none, TestSigner.unsigned(CLAIMS));
    assertRefused(none, TestSigner.unsigned(CLAIMS).replaceFirst("\\.$", ""));
    assertRefused(none, HS256.token(CLAIMS));
  }

  private static void assertRefused(String token) {
    assertRefused(verifier, token);
  }

  private static void assertRefused(TokenVerifier by, String token) {
    Throwable refusal = catchThrowable(() -> done(by.grant(token)));

    assertThat(refusal)
        .cause()
        .isInstanceOfSatisfying(
            FeedException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHORIZED));
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
