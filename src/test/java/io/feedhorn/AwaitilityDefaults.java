package io.feedhorn;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Sets the timeout of waits without a timeout of their own, for busy machines. */
public final class AwaitilityDefaults implements BeforeAllCallback {
  private static final Duration TIMEOUT = Duration.ofSeconds(50);

  @Override
  public void beforeAll(ExtensionContext test) {
    Awaitility.setDefaultTimeout(TIMEOUT);
  }
}
