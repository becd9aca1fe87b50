// persons
CALL () {
  CALL () {
    MATCH (persons_beyond:Person)
    WHERE persons_beyond.person_score >= $persons_before_0 AND coalesce((((persons_beyond.person_score > $persons_before_0) OR ($persons_before_0 IS NOT NULL AND persons_beyond.person_score IS NULL))) OR ((persons_beyond.person_score = $persons_before_0 OR (persons_beyond.person_score IS NULL AND $persons_before_0 IS NULL)) AND persons_beyond.id >= $persons_before_1), false)
    WITH persons_beyond ORDER BY persons_beyond.person_score LIMIT 1
    RETURN persons_beyond
    UNION ALL
    MATCH (persons_beyond:Person)
    WHERE persons_beyond.person_score IS NULL AND persons_beyond.id IS NOT NULL AND coalesce((((persons_beyond.person_score > $persons_before_0) OR ($persons_before_0 IS NOT NULL AND persons_beyond.person_score IS NULL))) OR ((persons_beyond.person_score = $persons_before_0 OR (persons_beyond.person_score IS NULL AND $persons_before_0 IS NULL)) AND persons_beyond.id >= $persons_before_1), false)
    WITH persons_beyond ORDER BY persons_beyond.id LIMIT 1
    RETURN persons_beyond
  }
  WITH persons_beyond LIMIT 1
  RETURN count(persons_beyond) > 0 AS persons_beyond
}
CALL () {
  CALL () {
    UNWIND CASE WHEN $persons_before_0 IS NULL THEN [0] ELSE [] END AS persons_guard
    CALL (persons_guard) {
      MATCH (persons:Person)
      WHERE persons.person_score IS NULL AND persons.id IS NOT NULL AND coalesce((((persons.person_score < $persons_before_0) OR ($persons_before_0 IS NULL AND persons.person_score IS NOT NULL))) OR ((persons.person_score = $persons_before_0 OR (persons.person_score IS NULL AND $persons_before_0 IS NULL)) AND persons.id < $persons_before_1), false)
      WITH persons ORDER BY persons.id DESC LIMIT $persons_last
      RETURN persons
    }
    RETURN persons
    UNION ALL
    MATCH (persons:Person)
    WHERE persons.person_score <= $persons_before_0 AND coalesce((((persons.person_score < $persons_before_0) OR ($persons_before_0 IS NULL AND persons.person_score IS NOT NULL))) OR ((persons.person_score = $persons_before_0 OR (persons.person_score IS NULL AND $persons_before_0 IS NULL)) AND persons.id < $persons_before_1), false)
    WITH persons ORDER BY persons.person_score DESC, persons.id DESC LIMIT $persons_last
    RETURN persons
    UNION ALL
    UNWIND CASE WHEN $persons_before_0 IS NULL THEN [0] ELSE [] END AS persons_guard
    CALL (persons_guard) {
      MATCH (persons:Person)
      WHERE persons.person_score IS NOT NULL
      WITH persons ORDER BY persons.person_score DESC, persons.id DESC LIMIT $persons_last
      RETURN persons
    }
    RETURN persons
  }
  WITH persons LIMIT $persons_last
  RETURN collect([persons.person_score, persons.id, persons.full_name]) AS persons_rows
}
RETURN persons_beyond, persons_rows

// account
CALL () {
  MATCH (account:Account {key: $account_key}) RETURN account
  UNION ALL
  MATCH (:SourceKey {id: $account_key_id})-[:KEY_OF]->(account:Account) RETURN account
}
CALL (account) {
  MATCH (account)<-[account_people_edge:WORKS_FOR]-(account_people:Person)
  WITH account_people, account_people_edge ORDER BY account_people_edge.role DESC, account_people.id DESC LIMIT $account_people_last
  RETURN collect([account_people.full_name, account_people_edge.role, account_people.id]) AS account_people_rows
}
RETURN collect([account_people_rows, account.id]) AS account_rows
