// person
MATCH (:Identity {namespace: $person_namespace, value: $person_value})-[:IDENTIFIES]->(person:Person)
CALL (person) {
  MATCH (person)<-[person_identities_edge:IDENTIFIES]-(person_identities:Identity)
  WITH person_identities, person_identities_edge ORDER BY person_identities.is_primary DESC, person_identities.namespace, person_identities.value, person_identities.id LIMIT 501
  RETURN collect([person_identities.namespace, person_identities.is_primary, person_identities.value]) AS person_identities_rows
}
CALL (person) {
  MATCH (person)<-[:IDENTIFIES]-(:Identity)-[person_links_edge:LINKED]->(person_links:Identity)
  WHERE (person_links_edge.dropped IS NULL)
  WITH person_links, person_links_edge ORDER BY person_links_edge.first_established_at, startNode(person_links_edge).id, person_links.id LIMIT 501
  CALL (person_links_edge) {
    WITH startNode(person_links_edge) AS person_links_start
    RETURN collect([person_links_start.namespace, person_links_start.value]) AS person_links_start_rows
  }
  CALL (person_links) {
    MATCH (person_links)-[person_links_person_edge:IDENTIFIES]->(person_links_person:Person)
    WITH person_links_person, person_links_person_edge LIMIT 1
    RETURN collect([person_links_person.full_name, person_links_person.id]) AS person_links_person_rows
  }
  RETURN collect([person_links_start_rows, person_links.namespace, person_links_person_rows, person_links.value, person_links_edge.datasets, toString(person_links_edge.first_established_at), toString(person_links_edge.last_established_at)]) AS person_links_rows
}
RETURN collect([person_identities_rows, person_links_rows, person.id]) AS person_rows
