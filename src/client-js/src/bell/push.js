/** Web Push of a server that has it. */
export const newPush = () => ({
  /** @type {ServiceWorkerRegistration | undefined} */
  registration: undefined,
  available: false,
  async subscribe() {},
  async unsubscribe() {},
});

/** @typedef {ReturnType<typeof newPush>} Push */
