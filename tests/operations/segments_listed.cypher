// segments
CALL () {
  MATCH (segments:Segment)
  WHERE (segments.state <> 'ARCHIVED') AND segments.name IS NOT NULL
  WITH segments ORDER BY segments.name, segments.id LIMIT $segments_first
  RETURN collect([segments.description, segments.evaluation, segments.expression, toString(segments.last_evaluated_at), segments.name, segments.state]) AS segments_rows
}
CALL () {
  MATCH (segments_all:Segment)
  WHERE (segments_all.state <> 'ARCHIVED')
  RETURN count(segments_all) AS segments_all_count
}
RETURN segments_rows, segments_all_count
