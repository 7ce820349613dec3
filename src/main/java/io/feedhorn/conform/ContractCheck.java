package io.feedhorn.conform;

/**
 * One thing that the contract promises.
 *
 * @param name short and stable, {@code resume.evicted}
 * @param promise a sentence
 */
record ContractCheck(String name, String promise, Check check) {
  /** Finds out whether a claim holds. */
  @FunctionalInterface
  interface Check {
    /**
     * Comes back where the claim holds.
     *
     * @return what was seen, for the report; may be empty
     * @throws CheckFailed where it does not hold
     * @throws CheckSkipped where that cannot be told here
     */
    String on(CheckContext checkContext) throws InterruptedException;
  }
}
