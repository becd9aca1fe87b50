// personsByIdentity
UNWIND range(0, size($persons_by_identity_identities) - 1) AS persons_by_identity_place
CALL (persons_by_identity_place) {
  MATCH (:Identity {namespace: $persons_by_identity_identities[persons_by_identity_place][0], value: $persons_by_identity_identities[persons_by_identity_place][1]})-[:IDENTIFIES]->(persons_by_identity:Person)
  CALL (persons_by_identity) {
    MATCH (persons_by_identity)<-[persons_by_identity_identities_edge:IDENTIFIES]-(persons_by_identity_identities:Identity)
    WHERE persons_by_identity_identities.namespace IN $persons_by_identity_identities_namespaces
    WITH persons_by_identity_identities, persons_by_identity_identities_edge ORDER BY persons_by_identity_identities.is_primary DESC, persons_by_identity_identities.namespace, persons_by_identity_identities.value, persons_by_identity_identities.id LIMIT 501
    RETURN collect([persons_by_identity_identities.value]) AS persons_by_identity_identities_rows
  }
  RETURN collect([persons_by_identity.full_name, persons_by_identity_identities_rows]) AS persons_by_identity_found
}
RETURN collect(persons_by_identity_found) AS persons_by_identity_rows
