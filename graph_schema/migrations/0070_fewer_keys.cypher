// The id of an identity is a digest of its namespace and value, and a fragment is reached from its identity: that they are
// unique follows, and need not be looked up with every record. Who reads the graph by hand finds identities by value.
CREATE RANGE INDEX range_identity_value IF NOT EXISTS FOR (n:Identity) ON (n.value);
DROP CONSTRAINT unique_identity_namespace_value IF EXISTS;
DROP CONSTRAINT unique_fragment_id IF EXISTS;
