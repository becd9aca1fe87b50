// Merge policies. The one that every graph begins with does what was done before there were any.
CREATE CONSTRAINT unique_mergepolicy_id IF NOT EXISTS FOR (n:MergePolicy) REQUIRE (n.id) IS UNIQUE;
CREATE CONSTRAINT unique_mergepolicy_name IF NOT EXISTS FOR (n:MergePolicy) REQUIRE (n.name) IS UNIQUE;
MERGE (policy:MergePolicy {id: "mpo_37bef52e183a759aba0e2258"})
ON CREATE SET policy.name = "Latest value wins", policy.stitching = "GRAPH", policy.merge = "TIMESTAMP_ORDERED",
  policy.datasets = [], policy.is_default = true, policy.version = 1, policy.is_stored = true;
