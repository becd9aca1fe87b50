// What became of the records of each feed. Graphs that were filled before begin with what stands.
CREATE CONSTRAINT unique_dataset_name IF NOT EXISTS FOR (n:Dataset) REQUIRE (n.name) IS UNIQUE;
MATCH (fragment:Fragment)
WITH fragment.dataset AS name, count(*) AS fragments
MERGE (dataset:Dataset {name: name})
ON CREATE SET dataset.record_count = fragments, dataset.fragment_count = fragments, dataset.refused = 0;
