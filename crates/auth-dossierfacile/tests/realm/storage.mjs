// Where the provider keeps what it issued: in memory, and whole, since a token that was forgotten is no reuse.

/** A store for every model; given to a second provider it hands over all that the first one issued. */
export function storage() {
  const kept = new Map();
  const found = (test) => [...kept.values()].find(test);
  return (model) => {
    const key = (id) => `${model}:${id}`;
    return {
      async upsert(id, payload) { kept.set(key(id), payload); },
      async find(id) { return kept.get(key(id)); },
      async findByUid(uid) { return found((payload) => payload.kind === model && payload.uid === uid); },
      async findByUserCode() { return undefined; },
      async consume(id) { kept.get(key(id)).consumed = Math.floor(Date.now() / 1000); },
      async destroy(id) { kept.delete(key(id)); },
      async revokeByGrantId(grantId) {
        for (const [id, payload] of kept) if (id.startsWith(`${model}:`) && payload.grantId === grantId) kept.delete(id);
      },
    };
  };
}
