package io.feedhorn.conform;

/**
 * One thing that the contract promises.
 *
 * @param name short and stable, {@code resume.evicted}
 * @param promise a sentence
 */
record Claim(String name, String promise, Check check) {
  /** Finds out whether a claim holds. */
  @FunctionalInterface
  interface Check {
    /**
     * Comes back where the claim holds.
     *
     * @return what was seen, for the report; may be empty
     * @throws Broken where it does not hold
     * @throws Skipped where that cannot be told here
     */
    String on(Bench bench) throws InterruptedException;
  }
}
