// person
MATCH (:Identity {namespace: $person_namespace, value: $person_value})-[:IDENTIFIES]->(person:Person)
CALL (person) {
  MATCH ()-[person_events_edge:PERFORMED]->(person_events)
  WHERE person_events_edge.start_id = person.id AND (person_events.event_type IN $person_events_types AND person_events_edge.timestamp >= datetime($person_events_from) AND person_events_edge.timestamp < datetime($person_events_to)) AND person_events_edge.timestamp IS NOT NULL
  WITH person_events, person_events_edge ORDER BY person_events_edge.start_id, person_events_edge.timestamp, person_events.id LIMIT $person_events_first
  CALL (person_events) {
    MATCH (person_events)-[person_events_identity_edge:SEEN_AS]->(person_events_identity:Identity)
    WITH person_events_identity, person_events_identity_edge LIMIT 1
    RETURN collect([person_events_identity.namespace]) AS person_events_identity_rows
  }
  RETURN collect([person_events.campaign_key, person_events.event_type, person_events_identity_rows, person_events.page_name, person_events.payload, toString(person_events.timestamp)]) AS person_events_rows
}
CALL (person) {
  MATCH (person)-[person_events_all_edge:PERFORMED]->(person_events_all:Event)
  WHERE (person_events_all.event_type IN $person_events_types AND person_events_all_edge.timestamp >= datetime($person_events_from) AND person_events_all_edge.timestamp < datetime($person_events_to))
  RETURN count(person_events_all) AS person_events_all_count
}
RETURN collect([person_events_rows, person_events_all_count, person.id]) AS person_rows
