package io.feedhorn.conform;

/**
 * One property of the wire contract, and the code that verifies it.
 *
 * @param name short and stable, {@code resume.evicted}
 * @param promise the property, as a sentence
 */
record ContractCheck(String name, String promise, Check check) {
  /** The code of a contract check. */
  @FunctionalInterface
  interface Check {
    /**
     * Returns if the property holds.
     *
     * @return details for the report; may be empty
     * @throws CheckFailed if it does not hold
     * @throws CheckSkipped if this cannot be decided on this server
     */
    String on(CheckContext context) throws InterruptedException;
  }
}
