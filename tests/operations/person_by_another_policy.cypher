// person
MATCH (:Identity {namespace: $person_namespace, value: $person_value})-[:IDENTIFIES]->(person:Person)
CALL (person) {
  MATCH (person)<-[person_folded_edge:IDENTIFIES]-(person_folded:Identity)
  WITH person_folded, person_folded_edge LIMIT 501
  CALL (person_folded) {
    MATCH (person_folded)<-[person_folded_fragments_edge:KEYED_BY]-(person_folded_fragments:Fragment)
    WITH person_folded_fragments, person_folded_fragments_edge LIMIT 501
    RETURN collect([person_folded_fragments.dataset, person_folded_fragments.body]) AS person_folded_fragments_rows
  }
  RETURN collect([person_folded.namespace, person_folded.value, person_folded_fragments_rows, toString(person_folded.first_seen_at), toString(person_folded.last_seen_at)]) AS person_folded_rows
}
CALL (person) {
  MATCH (person)-[person_accounts_edge:WORKS_FOR]->(person_accounts:Account)
  WITH person_accounts, person_accounts_edge ORDER BY person_accounts.name, person_accounts.id, person_accounts_edge.role IS NOT NULL, person_accounts_edge.role LIMIT $person_accounts_first
  CALL (person_accounts) {
    MATCH ()<-[person_accounts_people_edge:WORKS_FOR]-(person_accounts_people)
    WHERE person_accounts_people_edge.end_id = person_accounts.id AND person_accounts_people_edge.start_id IS NOT NULL
    WITH person_accounts_people, person_accounts_people_edge ORDER BY person_accounts_people_edge.end_id, person_accounts_people_edge.start_id, person_accounts_people_edge.role IS NOT NULL, person_accounts_people_edge.role LIMIT $person_accounts_people_first
    CALL (person_accounts_people) {
      MATCH (person_accounts_people)<-[person_accounts_people_folded_edge:IDENTIFIES]-(person_accounts_people_folded:Identity)
      WITH person_accounts_people_folded, person_accounts_people_folded_edge LIMIT 501
      CALL (person_accounts_people_folded) {
        MATCH (person_accounts_people_folded)<-[person_accounts_people_folded_fragments_edge:KEYED_BY]-(person_accounts_people_folded_fragments:Fragment)
        WITH person_accounts_people_folded_fragments, person_accounts_people_folded_fragments_edge LIMIT 501
        RETURN collect([person_accounts_people_folded_fragments.dataset, person_accounts_people_folded_fragments.body]) AS person_accounts_people_folded_fragments_rows
      }
      RETURN collect([person_accounts_people_folded.namespace, person_accounts_people_folded.value, person_accounts_people_folded_fragments_rows, toString(person_accounts_people_folded.first_seen_at), toString(person_accounts_people_folded.last_seen_at)]) AS person_accounts_people_folded_rows
    }
    RETURN collect([person_accounts_people_folded_rows, null, null, person_accounts_people.id]) AS person_accounts_people_rows
  }
  RETURN collect([person_accounts.name, person_accounts_people_rows, person_accounts_edge.role, person_accounts.id]) AS person_accounts_rows
}
CALL (person) {
  MATCH (person)<-[person_provenance_edge:IDENTIFIES]-(person_provenance:Identity)
  WITH person_provenance, person_provenance_edge LIMIT 501
  CALL (person_provenance) {
    MATCH (person_provenance)<-[person_provenance_fragments_edge:KEYED_BY]-(person_provenance_fragments:Fragment)
    WITH person_provenance_fragments, person_provenance_fragments_edge LIMIT 501
    RETURN collect([person_provenance_fragments.dataset, person_provenance_fragments.body]) AS person_provenance_fragments_rows
  }
  RETURN collect([person_provenance.namespace, person_provenance.value, person_provenance_fragments_rows]) AS person_provenance_rows
}
RETURN collect([person_folded_rows, person_accounts_rows, null, null, null, null, null, null, null, person.id, null, null, null, null, person_provenance_rows, null, null, null]) AS person_rows
