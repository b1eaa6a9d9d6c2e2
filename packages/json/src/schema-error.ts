/** Why a schema can't be used, in words for operators. */
export class SchemaError extends Error {}
