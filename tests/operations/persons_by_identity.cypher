// personsByIdentity
UNWIND range(0, size($persons_by_identity_identities) - 1) AS persons_by_identity
CALL (persons_by_identity) {
  MATCH (:Identity {namespace: $persons_by_identity_identities[persons_by_identity][0], value: $persons_by_identity_identities[persons_by_identity][1]})-[:IDENTIFIES]->(persons_by_identity_person:Person)
  CALL (persons_by_identity_person) {
    MATCH (persons_by_identity_person)<-[persons_by_identity_person_identities_edge:IDENTIFIES]-(persons_by_identity_person_identities:Identity)
    WHERE persons_by_identity_person_identities.namespace IN $persons_by_identity_person_identities_namespaces
    WITH persons_by_identity_person_identities, persons_by_identity_person_identities_edge ORDER BY persons_by_identity_person_identities.is_primary DESC, persons_by_identity_person_identities.namespace, persons_by_identity_person_identities.value, persons_by_identity_person_identities.id LIMIT 501
    RETURN collect([persons_by_identity_person_identities.value]) AS persons_by_identity_person_identities_rows
  }
  RETURN collect([persons_by_identity_person.full_name, persons_by_identity_person_identities_rows, persons_by_identity_person.id]) AS persons_by_identity_person_rows
}
RETURN collect([persons_by_identity_person_rows]) AS persons_by_identity_rows
