// segment
MATCH (segment:Segment {name: $segment_name})
CALL (segment) {
  MATCH ()<-[segment_members_edge:MEMBER_OF]-(segment_members)
  WHERE segment_members_edge.end_id = segment.id AND ((segment_members_edge.valid_until IS NULL OR segment_members_edge.valid_until > datetime($now)) AND (segment_members_edge.status <> 'EXITED' OR segment_members_edge.last_qualified_at >= datetime($now) - duration({days: 30}))) AND CASE WHEN segment_members_edge.status = 'EXITED' THEN 'EXITED' WHEN segment_members_edge.last_qualified_at < endNode(segment_members_edge).last_evaluated_at THEN 'EXISTING' ELSE 'REALIZED' END IN $segment_members_status AND segment_members_edge.start_id IS NOT NULL
  WITH segment_members, segment_members_edge ORDER BY segment_members_edge.end_id, segment_members_edge.start_id LIMIT $segment_members_first
  CALL (segment_members) {
    WITH segment_members AS segment_members_as_account WHERE segment_members_as_account:Account
    RETURN collect([segment_members_as_account.industry, segment_members_as_account.name, segment_members_as_account.id]) AS segment_members_as_account_rows
  }
  CALL (segment_members) {
    WITH segment_members AS segment_members_as_person WHERE segment_members_as_person:Person
    RETURN collect([segment_members_as_person.full_name, segment_members_as_person.id]) AS segment_members_as_person_rows
  }
  RETURN collect([toString(segment_members_edge.last_qualified_at), segment_members_as_account_rows, segment_members_as_person_rows, CASE WHEN segment_members_edge.status = 'EXITED' THEN 'EXITED' WHEN segment_members_edge.last_qualified_at < endNode(segment_members_edge).last_evaluated_at THEN 'EXISTING' ELSE 'REALIZED' END, segment_members.id]) AS segment_members_rows
}
CALL (segment) {
  MATCH (segment)<-[segment_members_all_edge:MEMBER_OF]-(segment_members_all)
  WHERE ((segment_members_all_edge.valid_until IS NULL OR segment_members_all_edge.valid_until > datetime($now)) AND (segment_members_all_edge.status <> 'EXITED' OR segment_members_all_edge.last_qualified_at >= datetime($now) - duration({days: 30}))) AND CASE WHEN segment_members_all_edge.status = 'EXITED' THEN 'EXITED' WHEN segment_members_all_edge.last_qualified_at < endNode(segment_members_all_edge).last_evaluated_at THEN 'EXISTING' ELSE 'REALIZED' END IN $segment_members_status
  RETURN count(segment_members_all) AS segment_members_all_count
}
RETURN collect([segment.evaluation, segment_members_rows, segment_members_all_count, segment.name, segment.state, segment.id]) AS segment_rows
