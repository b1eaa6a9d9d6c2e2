/**
 * @peculiar/x509 is wired by a container (tsyringe) that asks for three functions of the reflect-metadata proposal and
 * refuses to load without them. These are they, without the decorators that nobody here uses.
 */
const metadata = new WeakMap<object, Map<unknown, unknown>>();
const own = (key: unknown, target: object) => metadata.get(target)?.get(key);

Object.assign(Reflect, {
  defineMetadata(key: unknown, value: unknown, target: object) {
    const values = metadata.get(target) ?? new Map<unknown, unknown>();
    metadata.set(target, values.set(key, value));
  },
  getOwnMetadata: own,
  getMetadata(key: unknown, target: object) {
    for (let object: object | null = target; object !== null; object = Object.getPrototypeOf(object)) {
      const value = own(key, object);
      if (value !== undefined) return value;
    }
    return undefined;
  },
});
