// identityGraph
MATCH (:Identity {namespace: $person_namespace, value: $person_value})-[:IDENTIFIES]->(person:Person)
CALL (person) {
  MATCH (person)<-[:IDENTIFIES]-(:Identity)-[person_dropped_links_edge:LINKED]-(person_dropped_links:Identity)
  WHERE (person_dropped_links_edge.dropped IS NOT NULL)
  WITH person_dropped_links, person_dropped_links_edge ORDER BY person_dropped_links_edge.last_established_at IS NULL, person_dropped_links_edge.last_established_at DESC, startNode(person_dropped_links_edge).id, person_dropped_links.id LIMIT 501
  CALL (person_dropped_links_edge) {
    WITH startNode(person_dropped_links_edge) AS person_dropped_links_start
    RETURN collect([person_dropped_links_start.namespace, person_dropped_links_start.value]) AS person_dropped_links_start_rows
  }
  CALL (person_dropped_links_edge) {
    WITH endNode(person_dropped_links_edge) AS person_dropped_links_finish
    CALL (person_dropped_links_finish) {
      MATCH (person_dropped_links_finish)-[person_dropped_links_finish_person_edge:IDENTIFIES]->(person_dropped_links_finish_person:Person)
      WITH person_dropped_links_finish_person, person_dropped_links_finish_person_edge LIMIT 1
      RETURN collect([person_dropped_links_finish_person.id]) AS person_dropped_links_finish_person_rows
    }
    RETURN collect([person_dropped_links_finish.namespace, person_dropped_links_finish_person_rows, person_dropped_links_finish.value]) AS person_dropped_links_finish_rows
  }
  RETURN collect([person_dropped_links_start_rows, person_dropped_links_finish_rows, person_dropped_links_edge.dropped, toString(person_dropped_links_edge.last_established_at)]) AS person_dropped_links_rows
}
CALL (person) {
  MATCH (person)<-[person_identities_edge:IDENTIFIES]-(person_identities:Identity)
  WITH person_identities, person_identities_edge ORDER BY person_identities.is_primary DESC, person_identities.namespace, person_identities.value, person_identities.id LIMIT 501
  RETURN collect([person_identities.namespace, person_identities.value]) AS person_identities_rows
}
RETURN collect([person_dropped_links_rows, person_identities_rows]) AS person_rows

// person
MATCH (:Identity {namespace: $person_namespace, value: $person_value})-[:IDENTIFIES]->(person:Person)
RETURN collect([person.id, COLLECT { MATCH (person)<-[:IDENTIFIES|FORMERLY_OF]-(person_naming:Identity {names_person: true}) WHERE substring(person_naming.id, 3) <> substring(person.id, 3) RETURN 'per' + substring(person_naming.id, 3) AS person_former ORDER BY person_former }]) AS person_rows
