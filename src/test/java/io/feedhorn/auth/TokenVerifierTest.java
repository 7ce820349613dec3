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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of all algorithms, and tokens that must be refused. */
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
    verifier = verifier(options(SECRET, jwks.toString(), null, null));
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

  private static TokenVerifier verifier(AuthOptions options) throws Exception {
    JwksVerticle keys = new JwksVerticle(options);
    done(vertx.deployVerticle(keys));
    return new TokenVerifier(vertx, keys, options, CLOCK);
  }

  static List<TestSigner> signers() {
    return List.of(HS256, RS256, ES256, EDDSA);
  }

  @ParameterizedTest
  @MethodSource("signers")
  void aTokenOfEachAlgorithmGrantsItsClaims(TestSigner signer) throws Exception {
    Permissions permissions = done(verifier.verify(signer.token(CLAIMS)));

    assertThat(permissions.token()).isTrue();
    assertThat(permissions.subscribe()).containsExactly(TopicPattern.parse("prices.*"));
    assertThat(permissions.publish()).containsExactly(TopicPattern.parse("chat.>"));
    assertThat(permissions.admin()).isFalse();
    assertThat(permissions.expires()).isEqualTo(Permissions.NEVER);
    assertThat(permissions.recipient()).isEqualTo(new Recipient("a-user", List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'sub':'u42'}|u42|",
        "{'sub':'u42','feedhorn':{'groups':['ops','on-call']}}|u42|ops,on-call",
        "{'sub':'ann@example.org'}||",
        "{'sub':'a.b'}||",
        "{'sub':'*'}||",
        "{'sub':42}||",
        "{'sub':'ann@example.org','feedhorn':{'user':'ann'}}|ann|",
        "{'sub':'u42','feedhorn':{'user':'other'}}|other|"
      })
  void aTokenNamesItsUserAndGroups(String claims, @Nullable String user, @Nullable String groups)
      throws Exception {
    String token = HS256.token(new JsonObject(claims.replace('\'', '"')));

    assertThat(done(verifier.verify(token)).recipient())
        .isEqualTo(
            new Recipient(user, groups == null ? List.of() : List.of(groups.split(",", -1))));
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
  void aTokenOfAnotherKeyOfTheSameTypeIsRefused(TestSigner ours) {
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
  void anUnsignedTokenIsRefused() {
    assertRefused(TestSigner.unsigned(CLAIMS));
    assertRefused(TestSigner.unsigned(CLAIMS) + "AAAA");
    assertRefused(TestSigner.unsigned(CLAIMS).replaceFirst("\\.$", ""));
  }

  @Test
  void aPublicKeyIsNotAcceptedAsASecret() {
    TestSigner confused = TestSigner.hs256(RS256.publicPem());

    assertRefused(confused.token(CLAIMS));
    assertRefused(confused.kid("r").token(CLAIMS));
    assertRefused(RS256.claiming("HS256").token(CLAIMS));
    assertRefused(RS256.claiming("RS512").token(CLAIMS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b.c", "e30.e30.e30", "Bearer", "{}.{}.{}", "e30..e30"})
  void textThatIsNotATokenIsRefused(String text) {
    assertRefused(text);
    assertRefused("a".repeat(100_000) + "." + text);
  }

  @Test
  void aTokenWithACriticalHeaderIsRefused() {
    JsonObject header =
        new JsonObject().put("alg", "HS256").put("crit", new JsonArray().add("exp"));
    assertRefused(HS256.signed(header, CLAIMS));
  }

  @Test
  void aTokenExpiresAfterItsExpClaimAndTheLeeway() throws Exception {
    long now = CLOCK.micros() / 1_000;
    String token = HS256.token(CLAIMS.copy().put("exp", (now + 500) / 1e3));
    assertThat(done(verifier.verify(token)).expires()).isEqualTo(now + 1_500);

    CLOCK.pass(Duration.ofMillis(1_499));
    assertThat(done(verifier.verify(token)).expires()).isEqualTo(now + 1_500);

    CLOCK.pass(Duration.ofMillis(1));
    assertRefused(token);
  }

  @Test
  void aTokenIsValidFromItsNbfClaim() throws Exception {
    long now = CLOCK.micros() / 1_000;
    String token = HS256.token(CLAIMS.copy().put("nbf", (now + 3_000) / 1e3));
    assertRefused(token);

    CLOCK.pass(Duration.ofSeconds(2));
    assertThat(done(verifier.verify(token)).token()).isTrue();
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
        "{\"feedhorn\":{\"user\":\"a.b\"}}",
        "{\"feedhorn\":{\"user\":\">\"}}",
        "{\"feedhorn\":{\"user\":42}}",
        "{\"feedhorn\":{\"groups\":\"ops\"}}",
        "{\"feedhorn\":{\"groups\":[\"*\"]}}",
        "{\"nbf\":true}"
      })
  void claimsOfOtherTypesThanInTheContractAreRefused(String claims) {
    assertRefused(HS256.token(new JsonObject(claims)));
  }

  @Test
  void aTokenWithoutClaimsGrantsNothing() throws Exception {
    Permissions permissions = done(verifier.verify(HS256.token(new JsonObject())));

    assertThat(permissions)
        .isEqualTo(new Permissions(true, List.of(), List.of(), false, Permissions.NEVER));
  }

  @Test
  void issuerAndAudienceMustBeTheConfiguredOnes() throws Exception {
    TokenVerifier strict = verifier(options(SECRET, null, "https://id.example.org", "feedhorn"));
    JsonObject claims = CLAIMS.copy().put("iss", "https://id.example.org");
    JsonArray several = new JsonArray().add("shop").add("feedhorn");

    assertThat(done(strict.verify(HS256.token(claims.copy().put("aud", "feedhorn"))))).isNotNull();
    assertThat(done(strict.verify(HS256.token(claims.copy().put("aud", several))))).isNotNull();
    assertRefused(strict, HS256.token(claims));
    assertRefused(strict, HS256.token(claims.copy().put("aud", "shop")));
    assertRefused(strict, HS256.token(claims.copy().put("aud", 5)));
    assertRefused(strict, HS256.token(CLAIMS.copy().put("aud", "feedhorn")));
    assertRefused(
        strict, HS256.token(CLAIMS.copy().put("aud", "feedhorn").put("iss", "https://evil")));
  }

  @Test
  void aFileWithOtherKeysReplacesThePreviousKeys(@TempDir Path folder) throws Exception {
    TestSigner before = TestSigner.es256().kid("1");
    TestSigner after = TestSigner.es256().kid("2");
    Path file = Files.writeString(folder.resolve("keys"), TestSigner.jwks(before));
    TokenVerifier rotated = verifier(options(null, file.toString(), null, null));
    assertThat(done(rotated.verify(before.token(CLAIMS)))).isNotNull();

    Files.writeString(file, after.kid("2").publicPem());

    assertThat(done(rotated.verify(after.token(CLAIMS)))).isNotNull();
    assertRefused(rotated, before.token(CLAIMS));
  }

  @Test
  void ifAFileCannotBeReadThePreviousKeysRemainInUse(@TempDir Path folder) throws Exception {
    TestSigner signer = TestSigner.ed25519().kid("1");
    Path file = Files.writeString(folder.resolve("keys"), TestSigner.jwks(signer));
    TokenVerifier steady = verifier(options(null, file.toString(), null, null));

    Files.writeString(file, "{\"keys\":[]}");

    assertRefused(steady, TestSigner.ed25519().kid("2").token(CLAIMS));
    assertThat(done(steady.verify(signer.token(CLAIMS)))).isNotNull();
  }

  @Test
  void aNodeWithoutAKeyRefusesEveryToken() throws Exception {
    TokenVerifier none = verifier(options(null, "http://127.0.0.1:1/keys", null, null));

    assertRefused(none, TestSigner.unsigned(CLAIMS));
    assertRefused(none, TestSigner.unsigned(CLAIMS).replaceFirst("\\.$", ""));
    assertRefused(none, HS256.token(CLAIMS));
  }

  private static void assertRefused(String token) {
    assertRefused(verifier, token);
  }

  private static void assertRefused(TokenVerifier by, String token) {
    Throwable refusal = catchThrowable(() -> done(by.verify(token)));

    assertThat(refusal)
        .cause()
        .isInstanceOfSatisfying(
            FeedException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHORIZED));
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(50, TimeUnit.SECONDS);
  }
}
