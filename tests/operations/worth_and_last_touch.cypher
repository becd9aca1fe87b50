// persons
CALL () {
  MATCH (persons:Person)
  USING INDEX persons:Person(full_name, id)
  WHERE persons.full_name IS NOT NULL AND persons.id IS NOT NULL
  WITH persons ORDER BY persons.full_name, persons.id LIMIT $persons_first
  RETURN persons
  UNION ALL
  MATCH (persons:Person)
  WHERE persons.full_name IS NULL AND persons.id IS NOT NULL
  WITH persons ORDER BY persons.id LIMIT $persons_first
  RETURN persons
}
WITH persons LIMIT $persons_first
CALL (persons) {
  MATCH (persons)-[persons_purchases_edge:PERFORMED]->(persons_purchases:Event)
  WHERE NOT (persons_purchases.order_total IS NULL)
  WITH null AS persons_purchases_key, persons_purchases.order_total_currency AS persons_purchases_currency, [count(persons_purchases), count(persons_purchases.order_total), sum(persons_purchases.order_total), sum(persons_purchases.order_total) / nullIf(count(persons_purchases.order_total), 0), min(persons_purchases.order_total), max(persons_purchases.order_total)] AS persons_purchases_facts
  ORDER BY persons_purchases_key, persons_purchases_currency
  RETURN collect([persons_purchases_key, persons_purchases_currency] + persons_purchases_facts) AS persons_purchases_statistics
}
RETURN collect([persons.full_name, head(COLLECT { MATCH (persons)-[persons_touch:PERFORMED]->(:Event) WHERE persons_touch.start_id = persons.id RETURN toString(persons_touch.timestamp) ORDER BY persons_touch.timestamp DESC LIMIT 1 }), persons.lifetime_value IS NOT NULL, persons.lifetime_value, persons.lifetime_value_currency, persons_purchases_statistics]) AS persons_rows
