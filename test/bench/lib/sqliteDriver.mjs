/** SQLite as this Node has it; the same choice that the store makes. */
export async function sqliteDriver() {
  const own = process.getBuiltinModule?.('node:sqlite');
  return (own ?? (await import('@photostructure/sqlite'))).DatabaseSync;
}
