// node
CALL () {
  MATCH (account:Account {id: $account_id}) RETURN account
  UNION ALL
  MATCH (:SourceKey {id: $account_id})-[:KEY_OF]->(account:Account) RETURN account
}
RETURN collect([account.id, account.name, account.website]) AS account_rows

// nothing
// nothing to read
