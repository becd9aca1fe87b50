// Accounts and deals that several systems know, each by a key of its own.
CREATE CONSTRAINT unique_sourcekey_id IF NOT EXISTS FOR (n:SourceKey) REQUIRE (n.id) IS UNIQUE;
