// accounts
CALL () {
  MATCH (accounts:Account)
  WHERE accounts.number_of_employees IS NOT NULL
  WITH accounts ORDER BY accounts.number_of_employees DESC, accounts.id LIMIT $accounts_first
  RETURN accounts
  UNION ALL
  MATCH (accounts:Account)
  WHERE accounts.number_of_employees IS NULL AND accounts.id IS NOT NULL
  WITH accounts ORDER BY accounts.id LIMIT $accounts_first
  RETURN accounts
}
WITH accounts LIMIT $accounts_first
RETURN collect([accounts.name, accounts.number_of_employees]) AS accounts_rows
