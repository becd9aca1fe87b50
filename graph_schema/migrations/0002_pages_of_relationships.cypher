// A page of the relationships of one node is a walk along an index of copies: the id of that node, then what they are
// ordered by. Those that were there before get their copies here.
MATCH (start)-[r:WORKS_FOR|MEMBER_OF|BELONGS_TO|CHILD_OF]->(end) WHERE r.start_id IS NULL
SET r.start_id = start.id, r.end_id = end.id;
MATCH (start)-[r:PERFORMED]->(end) WHERE r.start_id IS NULL
SET r.start_id = start.id, r.timestamp = end.timestamp;
CREATE RANGE INDEX range_works_for_end_id_start_id IF NOT EXISTS FOR ()-[r:WORKS_FOR]-() ON (r.end_id, r.start_id);
CREATE RANGE INDEX range_member_of_end_id_start_id IF NOT EXISTS FOR ()-[r:MEMBER_OF]-() ON (r.end_id, r.start_id);
CREATE RANGE INDEX range_performed_start_id_timestamp IF NOT EXISTS FOR ()-[r:PERFORMED]-() ON (r.start_id, r.timestamp);
CREATE RANGE INDEX range_belongs_to_end_id_start_id IF NOT EXISTS FOR ()-[r:BELONGS_TO]-() ON (r.end_id, r.start_id);
CREATE RANGE INDEX range_child_of_end_id_start_id IF NOT EXISTS FOR ()-[r:CHILD_OF]-() ON (r.end_id, r.start_id);
