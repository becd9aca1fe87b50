// crm
MATCH (:Identity {namespace: $person_namespace, value: $person_value})-[:IDENTIFIES]->(person:Person)
RETURN collect([person.full_name, person.id]) AS person_rows

// marketing
MATCH (:Identity {namespace: $person_namespace, value: $person_value})-[:IDENTIFIES]->(person:Person)
RETURN collect([person.full_name, person.id]) AS person_rows

// email
MATCH (:Identity {namespace: $person_namespace, value: $person_value})-[:IDENTIFIES]->(person:Person)
RETURN collect([person.full_name, person.id]) AS person_rows

// phone
MATCH (:Identity {namespace: $person_namespace, value: $person_value})-[:IDENTIFIES]->(person:Person)
RETURN collect([person.full_name, person.id]) AS person_rows

// device
MATCH (:Identity {namespace: $person_namespace, value: $person_value})-[:IDENTIFIES]->(person:Person)
RETURN collect([person.full_name, person.id]) AS person_rows

// cookie
MATCH (:Identity {namespace: $person_namespace, value: $person_value})-[:IDENTIFIES]->(person:Person)
RETURN collect([person.full_name, person.id]) AS person_rows
