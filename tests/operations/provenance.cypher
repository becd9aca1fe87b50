// person
MATCH (:Identity {namespace: $person_namespace, value: $person_value})-[:IDENTIFIES]->(person:Person)
CALL (person) {
  MATCH (person)<-[person_provenance_edge:IDENTIFIES]-(person_provenance:Identity)
  WITH person_provenance, person_provenance_edge LIMIT 501
  CALL (person_provenance) {
    MATCH (person_provenance)<-[person_provenance_fragments_edge:KEYED_BY]-(person_provenance_fragments:Fragment)
    WITH person_provenance_fragments, person_provenance_fragments_edge LIMIT 501
    RETURN collect([person_provenance_fragments.dataset, person_provenance_fragments.body]) AS person_provenance_fragments_rows
  }
  CALL (person_provenance) {
    MATCH (person_provenance)-[person_provenance_person_edge:IDENTIFIES]->(person_provenance_person:Person)
    WITH person_provenance_person, person_provenance_person_edge LIMIT 1
    RETURN collect([person_provenance_person.full_name, person_provenance_person.id]) AS person_provenance_person_rows
  }
  RETURN collect([person_provenance.namespace, person_provenance.value, person_provenance_fragments_rows, person_provenance_person_rows, person_provenance.is_primary]) AS person_provenance_rows
}
CALL (person) {
  MATCH (person)<-[person_provenance_2_edge:IDENTIFIES]-(person_provenance_2:Identity)
  WITH person_provenance_2, person_provenance_2_edge LIMIT 501
  CALL (person_provenance_2) {
    MATCH (person_provenance_2)<-[person_provenance_2_fragments_edge:KEYED_BY]-(person_provenance_2_fragments:Fragment)
    WITH person_provenance_2_fragments, person_provenance_2_fragments_edge LIMIT 501
    RETURN collect([person_provenance_2_fragments.dataset, person_provenance_2_fragments.body]) AS person_provenance_2_fragments_rows
  }
  RETURN collect([person_provenance_2.namespace, person_provenance_2.value, person_provenance_2_fragments_rows]) AS person_provenance_2_rows
}
CALL (person) {
  MATCH (person)<-[person_provenance_3_edge:IDENTIFIES]-(person_provenance_3:Identity)
  WITH person_provenance_3, person_provenance_3_edge LIMIT 501
  CALL (person_provenance_3) {
    MATCH (person_provenance_3)<-[person_provenance_3_fragments_edge:KEYED_BY]-(person_provenance_3_fragments:Fragment)
    WITH person_provenance_3_fragments, person_provenance_3_fragments_edge LIMIT 501
    RETURN collect([person_provenance_3_fragments.dataset, person_provenance_3_fragments.body]) AS person_provenance_3_fragments_rows
  }
  RETURN collect([person_provenance_3.namespace, person_provenance_3.value, person_provenance_3_fragments_rows]) AS person_provenance_3_rows
}
RETURN collect([person.job_title, person_provenance_rows, person_provenance_2_rows, person_provenance_3_rows, person.id]) AS person_rows
