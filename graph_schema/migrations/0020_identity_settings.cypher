// Identity graphs: nothing is unique until somebody says so, as before.
MATCH (namespace:Namespace) WHERE namespace.is_unique IS NULL SET namespace.is_unique = false;

// Which identities have given, or alone would give, a person's id.
MATCH (identity:Identity)-[:IDENTIFIES]->(person:Person) WHERE person.id = 'per' + substring(identity.id, 3)
SET identity.names_person = true;
